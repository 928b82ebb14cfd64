import type { Channel } from "../broker/broker.ts";
import type { Clock } from "../clock/clock.ts";
import type { Producer } from "../producer/producer.ts";
import { hashKeyOf, routingKeyOf } from "../producer/routing.ts";
import { startProducer } from "../producer/start-producer.ts";
import { seededRandom } from "../random.ts";
import type { Plan } from "../workload/event.ts";
import type { Run } from "./run.ts";
import type { Workers } from "./workers.ts";

export interface Producing {
  /** Events that fell due so far. */
  readonly offered: () => number;
  /** Length of the sending phase in milliseconds: as planned, unless something gave before. */
  readonly sendingMs: () => number;
  /** Resolves when every offered event was accepted, or the run was stopped; rejects as soon as the producer fails. */
  readonly finished: Promise<void>;
}

/** Starts the scenario's producer and offers it the plan. */
export function startProducing(run: Run, channel: Channel, workers: Workers): Producing {
  const { scenario, plan, clock, seed, stop } = run;
  workers.startAll();
  const producer = startProducer(scenario.design.producer, {
    channel,
    clock,
    random: seededRandom(seed, "producer"),
    routingKey: routingKeyOf(scenario.design, seed),
    hashKey: hashKeyOf(scenario.design, plan.trucks),
    payloadBytes: plan.payloadBytes,
    encode: run.codec.encode,
    members: workers.members,
    within: run.within,
    follow: (sink) => run.follow(sink),
    giveUp: ({ truckId: key, seq }, attempts) => {
      const reason = `the broker refused it ${attempts === 1 ? "once" : `${attempts} times`}, and the producer gave it up`;
      const atMs = clock.nowMs();
      for (const app of run.apps) run.record({ type: "discard", app, key, seq, reason, atMs });
    },
    signal: stop.signal,
  });
  const { outstandingPerTruck } = scenario.workload;
  const { isAtLimit } = run;
  return produce(plan, producer, clock, { outstandingPerTruck, isAtLimit }, stop.signal);
}

interface ProducingOptions {
  /** Closed loop. */
  readonly outstandingPerTruck: number;
  /** Open loop: whether to stop here. */
  readonly isAtLimit: () => boolean;
}

/** Offers each event to the producer when it is due. The due time never waits for the sends before it (open loop). */
export function produce(
  plan: Plan,
  producer: Producer,
  clock: Clock,
  { outstandingPerTruck, isAtLimit }: ProducingOptions,
  signal: AbortSignal,
): Producing {
  let offered = 0;
  let sendingMs = plan.durationMs;
  const failure = Promise.withResolvers<never>();

  const openLoop = async (): Promise<void> => {
    const underWay: Promise<void>[] = [];
    for (const event of plan.events) {
      const waitMs = event.dueMs - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      if (signal.aborted) break;
      if (isAtLimit()) {
        sendingMs = clock.nowMs();
        break;
      }
      offered += 1;
      underWay.push(producer.offer(event).catch(failure.reject));
    }
    await Promise.all(underWay);
    await producer.finish?.();
  };

  /** One slot of a truck: its next event falls due when the slot's last one was accepted. */
  const slot = async (truckId: string): Promise<void> => {
    while (clock.nowMs() < plan.durationMs && !signal.aborted) {
      offered += 1;
      await producer.offer(plan.nextOf(truckId, clock.nowMs()));
    }
  };
  const closedLoop = async (): Promise<void> => {
    const slots = plan.trucks.flatMap((truckId) =>
      Array.from({ length: outstandingPerTruck }, () => slot(truckId)),
    );
    await Promise.all(slots);
  };

  const loop = plan.arrival === "open" ? openLoop() : closedLoop();
  return {
    offered: () => offered,
    sendingMs: () => sendingMs,
    finished: Promise.race([loop, failure.promise]),
  };
}
