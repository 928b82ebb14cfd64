import { accessTo } from "../broker/access.ts";
import { type Instance, untilOver } from "../broker/instance.ts";
import type { CustomConsumer } from "../scenario/custom-code.ts";
import type { ResolvedCustomConsumer } from "../scenario/resolved.ts";
import type { ConsumerContext, ConsumerStrategy } from "./consumer.ts";
import { perform } from "./perform.ts";

const decoder = new TextDecoder();

/** The user's own consumers: each is started, and started again when it comes back from a crash. */
export const custom: ConsumerStrategy<ResolvedCustomConsumer> = async (context) => {
  const { members, signal } = context;
  const live = async (number: number): Promise<void> => {
    while (!signal.aborted) {
      const instance = await members.alive(number);
      if (instance === undefined) return;
      await untilOver(instance, startOne(instance, context));
      // One that has returned without being told to has nothing more to do; its death would start another.
      if (!instance.life.isDead) return;
    }
  };
  await Promise.all(Array.from({ length: members.count }, (_, index) => live(index + 1)));
};

async function startOne(
  instance: Instance,
  { spec, channel, handler, inHand, within }: ConsumerContext<ResolvedCustomConsumer>,
): Promise<void> {
  const { name: consumer, clock, random, signal } = instance;
  const start = spec.start as CustomConsumer<object>;
  const given = {
    ...accessTo(channel.address, instance.connection),
    consumer,
    clock: { nowMs: clock.nowMs, sleep: clock.sleep },
    random,
    signal,
    handler: async (body: string | Uint8Array) => {
      const text = typeof body === "string" ? body : decoder.decode(body);
      const event = inHand(consumer, text);
      await perform(event, instance, () => handler(instance, event));
      // What a dead consumer awaits never comes.
      if (instance.life.isDead) await new Promise<never>(() => {});
    },
  };
  await within(instance, () => start(given));
}
