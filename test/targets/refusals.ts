/** Errors as AWS words them, for a stand-in to answer with. */
import type { Asked, Refusal } from "./stand-in.ts";

type Refuse = (asked: Asked) => Refusal;

function refusal(type: string, queryCode: string, message: string): Refuse {
  return ({ service }) => ({ status: service === "sqs" ? 403 : 400, type, queryCode, message });
}

export const unknownAccessKey = refusal(
  "com.amazon.coral.service#UnrecognizedClientException",
  "InvalidClientTokenId",
  "The security token included in the request is invalid.",
);

export const wrongSecret = refusal(
  "com.amazon.coral.service#InvalidSignatureException",
  "SignatureDoesNotMatch",
  "The request signature we calculated does not match the signature you provided.",
);

export const wrongRegion = refusal(
  "com.amazon.coral.service#InvalidSignatureException",
  "SignatureDoesNotMatch",
  "Credential should be scoped to a valid region, not 'eu-west-1'. ",
);

export const expiredToken = refusal(
  "com.amazon.coral.service#ExpiredTokenException",
  "ExpiredToken",
  "The security token included in the request is expired",
);

export const accessDenied: Refuse = (asked) =>
  refusal(
    "com.amazon.coral.service#AccessDeniedException",
    "AccessDenied",
    `User: arn:aws:iam::123456789012:user/x is not authorized to perform: ${asked.service}:${asked.action}`,
  )(asked);
