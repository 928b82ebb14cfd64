/**
 * Several events in one record, as the KPL does it: what falls due within the linger time goes together, up to a number. Events that go
 * together are those of one truck, under its partition key, or those of the whole fleet, under the key of the first of them: wrong on
 * purpose, since a truck then goes from shard to shard. A full record does not wait. One record of a truck, or of the fleet, is under way
 * at a time.
 */
import type { ResolvedAggregated } from "../scenario/resolved.ts";
import type { PlannedEvent } from "../workload/event.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { messageOf, untilAccepted } from "./send.ts";

interface Waiting {
  readonly event: PlannedEvent;
  readonly sinceMs: number;
  readonly accepted: () => void;
  readonly failed: (error: unknown) => void;
}

interface Gathering {
  readonly waiting: Waiting[];
  isUnderWay: boolean;
  /** Ends the wait for company, if there is one. */
  enough?: AbortController;
}

export function aggregated(spec: ResolvedAggregated, context: ProducerContext): Producer {
  const gatherings = new Map<string, Gathering>();
  const { clock, signal } = context;
  signal.addEventListener("abort", () => {
    for (const { enough } of gatherings.values()) enough?.abort();
  });

  const sendAll = async (gathering: Gathering): Promise<void> => {
    gathering.isUnderWay = true;
    const { waiting } = gathering;
    while (waiting.length > 0 && !signal.aborted) {
      const restMs = waiting[0]!.sinceMs + spec.lingerMs - clock.nowMs();
      if (restMs > 0 && waiting.length < spec.maxEvents) {
        gathering.enough = new AbortController();
        await clock.sleep(restMs, gathering.enough.signal);
        continue;
      }
      const taken = waiting.splice(0, spec.maxEvents);
      try {
        await sendTogether(
          taken.map(({ event }) => event),
          spec,
          context,
        );
        for (const { accepted } of taken) accepted();
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    gathering.isUnderWay = false;
    // The run is over: nobody waits for what was not sent.
    for (const { accepted } of waiting.splice(0)) accepted();
  };

  return {
    offer: (event) => {
      const name = spec.across === "fleet" ? "fleet" : event.truckId;
      const gathering: Gathering = gatherings.get(name) ?? { waiting: [], isUnderWay: false };
      gatherings.set(name, gathering);
      return new Promise((accepted, failed) => {
        gathering.waiting.push({ event, sinceMs: clock.nowMs(), accepted, failed });
        if (!gathering.isUnderWay) void sendAll(gathering);
        else if (gathering.waiting.length >= spec.maxEvents) gathering.enough?.abort();
      });
    },
  };
}

/** All of them stand or fall together. */
function sendTogether(
  events: readonly PlannedEvent[],
  spec: ResolvedAggregated,
  context: ProducerContext,
): Promise<void> {
  const messages = events.map((event) => messageOf(event, context));
  return untilAccepted(events, () => context.channel.publishTogether!(messages), spec, context);
}
