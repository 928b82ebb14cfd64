/** Something answers that is no Kinesis and no SQS: what it is, as far as the error tells, in place of what the SDK and OpenSSL say. */
import { redacted } from "../redact.ts";

interface Answered {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly $response?: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** Undefined where the error is one of the service, or nobody answered. */
export function notAws(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const what = whatAnswers(error);
  return what === undefined ? undefined : `answers, but does not speak AWS (${what})`;
}

function whatAnswers({ name, code, message = "", $response }: Answered): string | undefined {
  if (code === "EPROTO" || String(code).startsWith("ERR_SSL_")) {
    const isPlain = /wrong version number|packet length too long|unexpected message/i.test(message);
    return isPlain ? "no TLS there: http:// perhaps" : "no TLS handshake was possible";
  }
  if (String(code).startsWith("HPE_")) return "no HTTP/1.1 there, but another protocol";
  // The SDK's names for an answer that it can make nothing of.
  if (!/^(SyntaxError|Unknown|UnknownError)$/.test(name ?? "")) return undefined;
  const { statusCode, headers = {} } = $response ?? {};
  if (statusCode === undefined) return undefined;
  if (statusCode === 407) return "HTTP 407: the proxy wants a user and a password";
  const type = headers["content-type"]?.split(";")[0];
  const { location } = headers;
  return [
    `HTTP ${statusCode}`,
    ...(type === undefined ? [] : [type]),
    ...(location === undefined ? [] : [`it redirects to ${redacted(location)}`]),
  ].join(", ");
}
