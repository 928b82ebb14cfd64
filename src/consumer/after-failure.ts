import type { Delivery, Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { GpsEvent } from "../workload/event.ts";
import type { ReaderContext } from "./consumer.ts";

/** What is left of a receive. */
interface Left {
  readonly delivery: Delivery;
  readonly event: GpsEvent | undefined;
}

/**
 * What a consumer does with the first of what is left, whose work has failed as often as it may; gives what it is to work on next. What is
 * settled for a failed event of a stream is its place: it is passed over.
 */
export async function afterFailure<Work extends Left>(
  left: readonly Work[],
  reader: Pick<Reader, "settle" | "release">,
  instance: Instance,
  context: ReaderContext,
): Promise<readonly Work[]> {
  const [failed, ...rest] = left;
  if (failed === undefined) return [];
  const { signal } = instance;
  const { onFailure } = context.spec;
  switch (onFailure) {
    case "retry":
      return left;
    case "leave":
      return [];
    case "go-on":
      return rest;
    case "stop-group":
      return rest.filter((one) => keyOf(one) !== keyOf(failed));
    case "release": {
      const ofGroup = left.filter((one) => keyOf(one) === keyOf(failed));
      await reader.release?.(
        ofGroup.map(({ delivery }) => delivery),
        signal,
      );
      return rest.filter((one) => keyOf(one) !== keyOf(failed));
    }
    case "skip":
      await reader.settle([failed.delivery], signal);
      return rest;
    case "skip-receive":
      await reader.settle(
        left.map(({ delivery }) => delivery),
        signal,
      );
      return [];
    case "discard":
    case "dead-letter":
      putAside(onFailure, failed, instance, context);
      await reader.settle([failed.delivery], signal);
      return rest;
  }
}

function keyOf({ event }: Left): string {
  return event?.truckId ?? "";
}

function putAside(
  type: "discard" | "dead-letter",
  { delivery, event }: Left,
  { name: consumer, clock, record }: Instance,
  { spec }: ReaderContext,
): void {
  if (event === undefined) return;
  const { lane, position } = delivery;
  const reason = `the work failed ${spec.attempts === 1 ? "" : `${spec.attempts} times`}`.trim();
  const { truckId: key, seq } = event;
  const atMs = clock.nowMs();
  record({ type, app: spec.app, consumer, lane, position, key, seq, reason, atMs });
}
