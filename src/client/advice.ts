/** What a failed request says to the user: what happened, and what to do about it where that is known. */
import { invocation } from "../invocation.ts";
import { notAws } from "./not-aws.ts";
import { reasonOf } from "./sdk-errors.ts";

/** By the error's name, code or message: what to do. The first that fits. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "Does the service run there?"],
  [/ENOTFOUND|EAI_AGAIN/, "Are host name and Region right, and is there a network?"],
  [/ECONNRESET/, "Is it https:// there, or something else?"],
  [/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError/, "Can it be reached from here?"],
  [/SELF_SIGNED|UNABLE_TO_|CERT_/, "Name the certificate of its authority in NODE_EXTRA_CA_CERTS"],
  [/CredentialsProviderError/, "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"],
  [/scoped to a valid region/i, "Set AWS_REGION to the Region of the endpoint"],
  [/Signature expired|TooSkewed|RequestExpired/, "Is the clock of this machine right?"],
  [/ExpiredToken/, "Get new credentials"],
  [
    /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId/,
    "Check AWS_PROFILE or AWS_ACCESS_KEY_ID, and that the Region is enabled for the account",
  ],
  [/InvalidSignature|SignatureDoesNotMatch/, "Check AWS_SECRET_ACCESS_KEY and AWS_REGION"],
  [/AccessDenied/, `${invocation("iam-policy")} prints what is needed`],
];

/** One line. Never holds a secret: neither the SDK's nor AWS's messages do. */
export function explain(error: unknown): string {
  const other = notAws(error);
  if (other !== undefined) return other;
  const { name, message } = plain(error);
  const said = message === "" || message === name ? name : `${name}: ${message}`;
  const todo = advice.find(([pattern]) => pattern.test(said))?.[1];
  const sentence = said.trim().replace(/\.$/, "");
  return todo === undefined ? sentence : `${sentence}. ${todo}`;
}

function plain(error: unknown): { readonly name: string; readonly message: string } {
  if (!(error instanceof Error)) return { name: String(error), message: "" };
  if ((error as { readonly code?: unknown }).code === "ECONNRESET") {
    return { name: "ECONNRESET", message: "the connection was closed without an answer" };
  }
  // A host with several addresses fails once for each, and says nothing of its own.
  const parts = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  const messages = parts.map((part) => (part instanceof Error ? part.message : String(part)));
  return {
    name: reasonOf(error),
    message: messages.length > 0 ? messages.join(", ") : error.message,
  };
}
