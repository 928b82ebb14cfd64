/** What an error leaves open: whether the request was carried out all the same. */
import { isAbort, isRefusal } from "../client/sdk-errors.ts";
import type { Doubt } from "./ledger.ts";

/** How it came to be in doubt; undefined: it was not carried out. */
export function doubtOf(error: unknown): Doubt | undefined {
  if (isRefusal(error) || isUnsent(error)) return undefined;
  return isAbort(error) || isTimeout(error) ? "unanswered" : "broken";
}

/** The SDK gives broken connections this name too. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "TimeoutError") return false;
  const { code } = error as { readonly code?: unknown };
  return code !== "ECONNRESET" && code !== "EPIPE";
}

const unsentCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|HPE_.*|ERR_SSL_.*|ERR_TLS_.*|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*)$/;

/** No service has seen it: nobody was reached, or nobody who speaks the protocol. */
export function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.every(isUnsent);
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "string" && unsentCodes.test(code)) return true;
  return /did not establish a connection/.test(error.message);
}
