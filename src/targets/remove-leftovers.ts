/** Deletes leftovers one after the other, past trouble, and waits until they are gone. */
import { DeleteStreamCommand, DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";

import { explain } from "../client/advice.ts";
import { isGone } from "../client/sdk-errors.ts";
import type { Asking } from "./asking.ts";
import type { Leftover } from "./leftovers.ts";
import type { Target } from "./target.ts";

export interface Removal {
  readonly leftover: Leftover;
  /** `deleted`, also when it was gone by then; `going`: its deletion has begun and takes long; `left`. */
  readonly outcome: "deleted" | "going" | "left";
  readonly reason?: string;
}

export interface RemoveOptions {
  readonly clients: Pick<Target, "kinesis" | "sqs">;
  readonly asking: Asking;
  /** Says what is waited for. */
  readonly onWait: (text: string) => void;
}

/** A stream that is being created cannot be deleted before it is there. */
const busyForMs = 300_000;
const goneWithinMs = 180_000;
const pauseMs = 1000;

/** Asks for every deletion first: all of them take their time at once. Gives each outcome as it is known, until somebody wants an end. */
export async function* removeLeftovers(
  leftovers: readonly Leftover[],
  options: RemoveOptions,
): AsyncGenerator<Removal> {
  const going: Leftover[] = [];
  for (const leftover of leftovers) {
    try {
      if (!leftover.isGoing) await removeOne(leftover, options);
      if (leftover.kind === "stream") going.push(leftover);
      else yield { leftover, outcome: "deleted" };
    } catch (error) {
      if (isEnd(error)) throw error;
      yield { leftover, outcome: "left", reason: explain(error) };
    }
  }
  const untilMs = performance.now() + goneWithinMs;
  for (const leftover of going) {
    try {
      yield { leftover, outcome: (await goes(leftover, untilMs, options)) ? "deleted" : "going" };
    } catch (error) {
      if (isEnd(error)) throw error;
      // The deletion was taken; that nobody may look does not undo it.
      yield { leftover, outcome: "deleted" };
    }
  }
}

async function removeOne(leftover: Leftover, options: RemoveOptions): Promise<void> {
  const { clients, asking, onWait } = options;
  const { kind, name, url } = leftover;
  const untilMs = performance.now() + busyForMs;
  for (let tries = 0; ; tries += 1) {
    try {
      if (kind === "queue") {
        const command = new DeleteQueueCommand({ QueueUrl: url });
        await asking.ask("DeleteQueue", (how) => clients.sqs().send(command, how));
      } else {
        const command = new DeleteStreamCommand({
          StreamName: name,
          EnforceConsumerDeletion: true,
        });
        await asking.ask("DeleteStream", (how) => clients.kinesis().send(command, how));
      }
      return;
    } catch (error) {
      if (isGone(error)) return;
      const isBusy = error instanceof Error && error.name === "ResourceInUseException";
      if (!isBusy || performance.now() > untilMs) throw error;
      if (tries === 0) onWait(`${kind} ${name} is busy: it is deleted when it can be`);
      await asking.pause(pauseMs);
    }
  }
}

async function goes(
  { name }: Leftover,
  untilMs: number,
  { clients, asking }: RemoveOptions,
): Promise<boolean> {
  const command = new DescribeStreamSummaryCommand({ StreamName: name });
  while (performance.now() < untilMs) {
    try {
      const { StreamDescriptionSummary: summary } = await asking.ask(
        "DescribeStreamSummary",
        (how) => clients.kinesis().send(command, how),
      );
      // Somebody has made it anew.
      if (summary?.StreamStatus !== "DELETING") return true;
    } catch (error) {
      if (isGone(error)) return true;
      throw error;
    }
    await asking.pause(pauseMs);
  }
  return false;
}

function isEnd(error: unknown): boolean {
  return error instanceof Error && error.name === "Interrupted";
}
