import type { Lane } from "../../broker/broker.ts";
import type { ResolvedLeased } from "../../scenario/resolved.ts";
import type { ConsumerContext } from "../consumer.ts";
import { LeaseTable } from "./lease-table.ts";

/** What the workers of an application share. */
export class LeasedApplication {
  readonly context: ConsumerContext<ResolvedLeased>;
  readonly table = new LeaseTable();
  readonly lanes = new Map<string, Lane>();
  /** Lanes that were there when the application began: it begins in them where it is told to. */
  readonly original = new Set<string>();
  #isFirst = true;

  constructor(context: ConsumerContext<ResolvedLeased>) {
    this.context = context;
  }

  /** Makes leases for lanes that have none, as the shard sync does. */
  async find(): Promise<void> {
    const { channel, signal, spec } = this.context;
    const found = await channel.lanes(signal);
    for (const lane of found) {
      const isPassed = this.#isFirst && lane.isClosed && spec.start === "LATEST";
      if (this.#isFirst) this.original.add(lane.id);
      this.lanes.set(lane.id, lane);
      this.table.add(lane.id, lane.parents, isPassed);
    }
    this.#isFirst = false;
  }
}
