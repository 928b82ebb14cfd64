import type { Signer } from "../namespaces.ts";

/** The parts of a request that say who signed it. */
interface Signed {
  readonly authorization: string | undefined;
  /** With its query: a presigned request says it there. */
  readonly url: string;
}

const longestScope = 512;

/**
 * For whom a request is signed, by its credential scope `<access key id>/<date>/<region>/<service>/aws4_request` (SigV4). The
 * signature itself is not checked. An access key id of 12 digits stands for the account of that number, any other for the
 * emulator's own; a real key id is not taken apart. Undefined if there is no scope: of an unsigned request, or of an older signature.
 */
export function signerOf({ authorization, url }: Signed): Signer | undefined {
  const scope = scopeIn(authorization) ?? scopeInQuery(url);
  const [accessKeyId = "", , region = ""] = scope?.split("/") ?? [];
  if (!/^[a-z0-9-]{1,64}$/.test(region)) return undefined;
  return /^\d{12}$/.test(accessKeyId) ? { region, accountId: accessKeyId } : { region };
}

/** The access key id that a request is signed with; `(unsigned)` if none is. */
export function accessKeyOf({ authorization, url }: Signed): string {
  const scope = scopeIn(authorization) ?? scopeInQuery(url);
  const key = scope?.slice(0, scope.indexOf("/")) ?? "";
  // Copied: a part of a text keeps the whole of it in memory.
  return /^[\x21-\x7e]{1,128}$/.test(key) ? Buffer.from(key).toString() : "(unsigned)";
}

function scopeIn(authorization: string | undefined): string | undefined {
  const at = authorization?.indexOf("Credential=") ?? -1;
  if (authorization === undefined || at < 0) return undefined;
  return authorization.slice(at + 11, at + 11 + longestScope).split(/[, ]/)[0];
}

function scopeInQuery(url: string): string | undefined {
  const name = "X-Amz-Credential=";
  const at = url.indexOf(name);
  if (at < 0) return undefined;
  const [text = ""] = url.slice(at + name.length, at + name.length + longestScope).split("&");
  return text.replaceAll(/%2f/gi, "/");
}
