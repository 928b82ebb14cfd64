import type { Lane, Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { ResolvedPlainConsumer } from "../scenario/resolved.ts";
import { type ConsumerStrategy, openReader, type ReaderContext } from "./consumer.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { handleReceived, receiveWork } from "./work.ts";

/** Every consumer takes what the queue gives it, works through it in order and deletes it. */
export const competing: ConsumerStrategy<ResolvedPlainConsumer> = (context) =>
  compete(context, async (reader, instance) => {
    const works = await receiveWork(reader, instance, context);
    const { heartbeatS } = context.spec;
    if (heartbeatS === undefined) return handleReceived(works, reader, instance, context);
    await withHeartbeat(works, reader, instance, heartbeatS * 1000, (beating) =>
      handleReceived(works, beating, instance, context),
    );
  });

/** One receive, and the work on it. */
type OneReceive = (reader: Reader, instance: Instance, lane: Lane) => Promise<void>;

/** All consumers take from all lanes, one receive after the other, until the run is over; one that comes back begins anew. */
export async function compete(context: ReaderContext, oneReceive: OneReceive): Promise<void> {
  const { channel, members, signal } = context;
  const lanes = await channel.lanes(signal);
  const consume = async (instance: Instance): Promise<void> => {
    const readers = lanes.map((lane) => ({
      lane,
      reader: openReader(lane, { type: "trim-horizon" }, instance, context),
    }));
    while (!instance.signal.aborted && !instance.life.leaving.aborted) {
      for (const { reader, lane } of readers) await oneReceive(reader, instance, lane);
    }
  };
  const live = async (number: number): Promise<void> => {
    while (!signal.aborted) {
      const instance = await members.alive(number);
      if (instance === undefined) return;
      await instance.life.until(consume(instance));
      if (!instance.life.isDead) return;
    }
  };
  await members.all(live);
}
