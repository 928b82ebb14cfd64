import type { Lane, Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { ResolvedPooled } from "../scenario/resolved.ts";
import { compete } from "./competing.ts";
import type { ConsumerContext, ConsumerStrategy } from "./consumer.ts";
import { followLanes } from "./follow-lanes.ts";
import { settlingOf, sideBySide } from "./side-by-side.ts";
import { receiveWork } from "./work.ts";

/**
 * Each event of a receive goes to the next free thread of a pool, whatever its truck; the next receive waits for all. Wrong on purpose:
 * two events of a truck are under way at once.
 */
export const pooled: ConsumerStrategy<ResolvedPooled> = async (context) => {
  const { channel, signal } = context;
  const lanes = await channel.lanes(signal);
  const isShared = lanes.every(({ access }) => access === "shared");
  await (isShared ? ofQueue(context) : ofStream(context));
};

function ofStream(context: ConsumerContext<ResolvedPooled>): Promise<void> {
  return followLanes(context, async (reader, instance, lane) => {
    while (!instance.signal.aborted && !reader.ended()) {
      await oneReceive(reader, lane, instance, context);
    }
  });
}

function ofQueue(context: ConsumerContext<ResolvedPooled>): Promise<void> {
  return compete(context, (reader, instance, lane) => oneReceive(reader, lane, instance, context));
}

async function oneReceive(
  reader: Reader,
  lane: Lane,
  instance: Instance,
  context: ConsumerContext<ResolvedPooled>,
): Promise<void> {
  const works = await receiveWork(reader, instance, context);
  const settling = settlingOf(works, reader, lane);
  const each = works.map((work) => [work]);
  await sideBySide(each, context.spec.threads, settling, instance, context);
}
