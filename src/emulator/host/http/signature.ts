import { ServiceError } from "../../service-error.ts";
import type { HttpCall } from "./call.ts";

/** Each with how it looks where it is given: not as the first word, and with a value. */
const headerParameters = ["Credential", "Signature", "SignedHeaders"].map((name) => ({
  name,
  given: new RegExp(`[, ]${name}=[^=, ]`),
}));
const queryParameters = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "X-Amz-Date",
] as const;

/**
 * What Kinesis says of a request that is signed in no way it can read (mhart/kinesalite test/connection.js). Signatures themselves
 * are not checked, and a request without one is let pass.
 */
export function signatureFault(call: HttpCall): ServiceError | undefined {
  const authorization = call.header("authorization") ?? "";
  const isInQuery = call.url.includes("X-Amz-Algorithm");
  const query = isInQuery ? queryOf(call.url) : undefined;
  if (query?.has("X-Amz-Algorithm") !== true) {
    return authorization === "" ? undefined : headerFault(call, authorization);
  }
  if (authorization === "") return queryFault(query);
  return new ServiceError(
    "InvalidSignatureException",
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  );
}

function headerFault(call: HttpCall, authorization: string): ServiceError | undefined {
  const missing = headerParameters
    .filter(({ given }) => !given.test(authorization))
    .map(({ name }) => `Authorization header requires '${name}' parameter. `);
  if (call.header("x-amz-date") === undefined && call.header("date") === undefined) {
    missing.push(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
    );
  }
  return incomplete(missing, `Authorization=${authorization}`);
}

function queryFault(query: URLSearchParams): ServiceError | undefined {
  const missing = queryParameters
    .filter((name) => (query.get(name) ?? "") === "")
    .map((name) => `AWS query-string parameters must include '${name}'. `);
  return incomplete(missing, "Re-examine the query-string parameters.");
}

function incomplete(missing: readonly string[], end: string): ServiceError | undefined {
  if (missing.length === 0) return undefined;
  return new ServiceError("IncompleteSignatureException", missing.join("") + end);
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.slice(url.indexOf("?") + 1));
}
