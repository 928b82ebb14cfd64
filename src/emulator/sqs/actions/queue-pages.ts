import type { Shape } from "../../shape.ts";
import type { Queue } from "../queue/queue.ts";
import { sqsErrors } from "../sqs-error.ts";

export const pageFields: Shape = {
  MaxResults: { type: "integer" },
  NextToken: { type: "string" },
};

export interface PageInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

const most = 1000;

/** Whether a number of results was asked for: 0 is none (Inqnuam/local-aws-sqs, test/list-dlq-source-queues.test.ts). */
export function hasPages({ MaxResults }: PageInput): boolean {
  return MaxResults !== undefined && MaxResults !== 0;
}

/**
 * One page of queues that are in the order of their names, and the token of the next: the last name of this one. Throws
 * InvalidParameterValue in the words of Inqnuam/local-aws-sqs, test/list-dlq-source-queues.test.ts.
 */
export function pageOf(
  queues: readonly Queue[],
  page: PageInput,
): { readonly urls: readonly string[]; readonly NextToken: string | undefined } {
  const { MaxResults = most, NextToken = "" } = page;
  if (hasPages(page) && (MaxResults < 1 || MaxResults > most)) {
    throw sqsErrors.invalidParameter(
      `Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and ${most}.`,
    );
  }
  const after = NextToken === "" ? "" : nameIn(NextToken);
  const found = queues.filter(({ options }) => options.name > after);
  const shown = found.slice(0, hasPages(page) ? MaxResults : most);
  const last = shown.at(-1)?.options.name ?? "";
  return {
    urls: shown.map(({ options }) => options.url),
    NextToken: found.length > shown.length ? Buffer.from(last).toString("base64") : undefined,
  };
}

function nameIn(token: string): string {
  const name = Buffer.from(token, "base64").toString();
  const isToken = /^[\w-]+(\.fifo)?$/.test(name) && Buffer.from(name).toString("base64") === token;
  if (!isToken) throw sqsErrors.invalidParameter("Invalid or expired next token.");
  return name;
}
