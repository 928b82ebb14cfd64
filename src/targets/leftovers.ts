/** What earlier runs left behind on a target: found by name and tag, so that nothing else is ever touched. */
import {
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-kinesis";
import {
  DeleteQueueCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  QueueDoesNotExist,
} from "@aws-sdk/client-sqs";

import { namePrefix, runTag } from "../broker/created.ts";
import type { Target, TargetAddress } from "./target.ts";

export interface Leftover {
  /** In words: `stream convoy-…`. */
  readonly what: string;
  readonly runId: string;
  readonly remove: () => Promise<unknown>;
}

/** Streams and queues that carry the tag of a run; with `runId`, of that run only. */
export async function findLeftovers(
  target: Target,
  { services }: TargetAddress,
  runId?: string,
): Promise<readonly Leftover[]> {
  const found = [
    ...(services.includes("kinesis") ? await streams(target) : []),
    ...(services.includes("sqs") ? await queues(target) : []),
  ];
  return found.filter((leftover) => runId === undefined || leftover.runId === runId);
}

async function streams(target: Target): Promise<readonly Leftover[]> {
  const client = target.kinesis();
  const found: Leftover[] = [];
  let after: string | undefined;
  for (;;) {
    const { StreamNames = [], HasMoreStreams } = await client.send(
      new ListStreamsCommand(after === undefined ? {} : { ExclusiveStartStreamName: after }),
    );
    for (const StreamName of StreamNames.filter((name) => name.startsWith(namePrefix))) {
      const runId = await goneAsUndefined(async () => {
        const { StreamDescriptionSummary: summary } = await client.send(
          new DescribeStreamSummaryCommand({ StreamName }),
        );
        // On its way out already.
        if (summary?.StreamStatus === "DELETING") return undefined;
        const { Tags = [] } = await client.send(new ListTagsForStreamCommand({ StreamName }));
        return Tags.find(({ Key }) => Key === runTag)?.Value;
      });
      if (runId === undefined) continue;
      const command = new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true });
      found.push({ what: `stream ${StreamName}`, runId, remove: () => client.send(command) });
    }
    after = StreamNames.at(-1);
    if (HasMoreStreams !== true || after === undefined) return found;
  }
}

async function queues(target: Target): Promise<readonly Leftover[]> {
  const client = target.sqs();
  const found: Leftover[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListQueuesCommand({
        QueueNamePrefix: namePrefix,
        MaxResults: 1000,
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const QueueUrl of page.QueueUrls ?? []) {
      const runId = await goneAsUndefined(async () => {
        const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl }));
        return Tags?.[runTag];
      });
      if (runId === undefined) continue;
      const command = new DeleteQueueCommand({ QueueUrl });
      found.push({ what: `queue ${QueueUrl}`, runId, remove: () => client.send(command) });
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

/** A list may name what was deleted a moment ago. */
async function goneAsUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const isGone = error instanceof ResourceNotFoundException || error instanceof QueueDoesNotExist;
    if (isGone) return undefined;
    throw error;
  }
}
