/** What earlier runs left behind on a target: everything whose name begins as Convoy's do, with what its tags say of it. */
import {
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
} from "@aws-sdk/client-kinesis";
import { ListQueuesCommand, ListQueueTagsCommand } from "@aws-sdk/client-sqs";

import { namePrefix } from "../broker/created.ts";
import { explain } from "../client/advice.ts";
import { isGone } from "../client/sdk-errors.ts";
import { streamHourUsd } from "../cost/charge.ts";
import { priceLevelOf } from "../cost/prices.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import type { Asking } from "./asking.ts";
import type { Target, TargetAddress } from "./target.ts";

export interface Leftover {
  readonly kind: "stream" | "queue";
  readonly name: string;
  /** Of a queue. */
  readonly url?: string;
  /** Undefined when they could not be read: see `unreadable`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Why its tags could not be read. */
  readonly unreadable?: string;
  /** Its deletion has begun. */
  readonly isGoing: boolean;
  readonly usdPerDay: number;
}

export interface Search {
  readonly found: readonly Leftover[];
  /** Services that could not be searched, or only in part, and why. */
  readonly troubles: readonly { readonly service: ServiceName; readonly reason: string }[];
}

/** How long a stream may take until it is there. */
const creatingForMs = 180_000;
const lookEveryMs = 1000;

type Clients = Pick<Target, "kinesis" | "sqs">;

/** Goes on past trouble; rejects only when somebody wants an end. */
export async function findLeftovers(
  clients: Clients,
  { services, region }: TargetAddress,
  asking: Asking,
  signal: AbortSignal,
): Promise<Search> {
  const found: Leftover[] = [];
  const troubles: { service: ServiceName; reason: string }[] = [];
  for (const service of services) {
    const search =
      service === "kinesis" ? streams(clients, region, asking) : queues(clients, asking);
    try {
      for await (const leftover of search) found.push(leftover);
    } catch (error) {
      signal.throwIfAborted();
      troubles.push({ service, reason: explain(error) });
    }
  }
  return { found, troubles };
}

async function* streams(
  clients: Clients,
  region: string,
  asking: Asking,
): AsyncGenerator<Leftover> {
  const client = clients.kinesis();
  let after: string | undefined;
  for (;;) {
    const command = new ListStreamsCommand(
      after === undefined ? {} : { ExclusiveStartStreamName: after },
    );
    const { StreamNames = [], HasMoreStreams } = await asking.ask("ListStreams", (options) =>
      client.send(command, options),
    );
    for (const name of StreamNames.filter((candidate) => candidate.startsWith(namePrefix))) {
      const about = await unlessGone(() => aboutStream(client, name, region, asking));
      if (about !== undefined) yield { kind: "stream", name, ...about };
    }
    after = StreamNames.at(-1);
    if (HasMoreStreams !== true || after === undefined) return;
  }
}

type About = Omit<Leftover, "kind" | "name">;

async function aboutStream(
  client: KinesisClient,
  StreamName: string,
  region: string,
  asking: Asking,
): Promise<About> {
  const described = await readable(() => describedStream(client, StreamName, asking));
  const summary = described.value;
  const tagged = await readable(async () => {
    try {
      return await tagsOf(client, StreamName, asking);
    } catch (error) {
      if (!isGone(error) || summary?.StreamStatus !== "CREATING") throw error;
      // Not there yet for anything but its description.
      await created(client, StreamName, asking);
      return tagsOf(client, StreamName, asking);
    }
  });
  const hourUsd = streamHourUsd({
    shards: summary?.OpenShardCount ?? 1,
    consumers: summary?.ConsumerCount ?? 0,
    isOnDemand: summary?.StreamModeDetails?.StreamMode === "ON_DEMAND",
  });
  return {
    ...(tagged.value !== undefined && { tags: tagged.value }),
    ...(tagged.reason !== undefined && { unreadable: tagged.reason }),
    isGoing: summary?.StreamStatus === "DELETING",
    usdPerDay: 24 * hourUsd * priceLevelOf(region).factor,
  };
}

async function describedStream(client: KinesisClient, StreamName: string, asking: Asking) {
  const command = new DescribeStreamSummaryCommand({ StreamName });
  const output = await asking.ask("DescribeStreamSummary", (how) => client.send(command, how));
  return output.StreamDescriptionSummary;
}

async function tagsOf(client: KinesisClient, StreamName: string, asking: Asking) {
  const command = new ListTagsForStreamCommand({ StreamName });
  const { Tags = [] } = await asking.ask("ListTagsForStream", (how) => client.send(command, how));
  return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

async function created(client: KinesisClient, StreamName: string, asking: Asking): Promise<void> {
  const untilMs = performance.now() + creatingForMs;
  while (performance.now() < untilMs) {
    const summary = await describedStream(client, StreamName, asking);
    if (summary?.StreamStatus !== "CREATING") return;
    await asking.pause(lookEveryMs);
  }
}

async function* queues(clients: Clients, asking: Asking): AsyncGenerator<Leftover> {
  const client = clients.sqs();
  let NextToken: string | undefined;
  do {
    const command = new ListQueuesCommand({
      QueueNamePrefix: namePrefix,
      MaxResults: 1000,
      ...(NextToken !== undefined && { NextToken }),
    });
    const page = await asking.ask("ListQueues", (options) => client.send(command, options));
    for (const url of page.QueueUrls ?? []) {
      const name = url.split("/").at(-1) ?? url;
      const about = await unlessGone(() =>
        readable(async () => {
          const { Tags = {} } = await asking.ask("ListQueueTags", (options) =>
            client.send(new ListQueueTagsCommand({ QueueUrl: url }), options),
          );
          return Tags;
        }),
      );
      if (about === undefined) continue;
      const { value: tags, reason: unreadable } = about;
      yield {
        kind: "queue",
        name,
        url,
        ...(tags !== undefined && { tags }),
        ...(unreadable !== undefined && { unreadable }),
        isGoing: false,
        usdPerDay: 0,
      };
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
}

/** A list may name what was deleted a moment ago. */
async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

interface Read<T> {
  readonly value?: T;
  readonly reason?: string;
}

/** What may not be read, or cannot be, is said and does not end the search. */
async function readable<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (isGone(error) || isEnd(error)) throw error;
    return { reason: explain(error) };
  }
}

function isEnd(error: unknown): boolean {
  return error instanceof Error && error.name === "Interrupted";
}
