import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { DeliveryRecord, HistoryRecord } from "../../src/history/record.ts";
import type { AnomalyKind } from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { found } from "./found.ts";

/** A fault put into a valid history at event `seq` of a truck; the next event of the truck is there too. */
interface Fault {
  readonly kind: AnomalyKind;
  readonly inject: (records: readonly HistoryRecord[], key: string, seq: number) => HistoryRecord[];
  /** Offset of the event that is to blame; default the one at which the fault was put. */
  readonly blames?: number;
}

const trucks = 5;
const eventsPerTruck = 20;
/** Added to a seq, it makes one that no truck has sent. */
const neverSent = 100_000;

/** Five trucks in two lanes: all is stored, then received in batches of four events per truck and processed one after the other. */
function validHistory(): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  const at = () => ({ atMs: records.length });
  const events = Array.from({ length: trucks * eventsPerTruck }, (_, index) => ({
    key: `truck_${index % trucks}`,
    seq: Math.floor(index / trucks),
    index,
    lane: `shard-${(index % trucks) % 2}`,
    position: `${1000 + index * 10}`,
  }));
  for (const { key, seq, index, lane, position } of events) {
    const payload = { bytes: 64, checksum: index };
    records.push({ type: "send", key, seq, index, dueMs: index, ...at(), ...payload });
    records.push({ type: "ack", key, seq, lane, position, ...at() });
  }
  for (let from = 0; from < events.length; from += trucks * 4) {
    const batch = events.slice(from, from + trucks * 4);
    for (const event of batch) {
      const read = { app: "map", consumer: "c1", ...event, bytes: 64, checksum: event.index };
      records.push({ type: "delivery", ...read, intact: true, ...at() });
    }
    for (const event of batch) {
      const read = { app: "map", consumer: "c1", ...event };
      records.push({ type: "start", ...read, ...at() }, { type: "effect", ...read, ...at() });
    }
  }
  const fate = { offered: events.length, sendingMs: 1, drained: true, interrupted: false };
  records.push({ type: "end", ...fate, ...at() });
  return records;
}

type Typed<Type> = Extract<HistoryRecord, { readonly type: Type }>;

function isOf(record: HistoryRecord, key: string, seq: number): boolean {
  return "key" in record && record.key === key && record.seq === seq;
}

function the<Type extends HistoryRecord["type"]>(
  records: readonly HistoryRecord[],
  type: Type,
  key: string,
  seq: number,
): Typed<Type> {
  return records.find((r) => r.type === type && isOf(r, key, seq)) as Typed<Type>;
}

function after(
  records: readonly HistoryRecord[],
  record: HistoryRecord,
  ...added: HistoryRecord[]
): HistoryRecord[] {
  return records.flatMap((r) => (r === record ? [r, ...added] : [r]));
}

function swapped(
  records: readonly HistoryRecord[],
  a: HistoryRecord,
  b: HistoryRecord,
): HistoryRecord[] {
  return records.map((r) => (r === a ? b : r === b ? a : r));
}

const consumption = new Set(["delivery", "start", "effect"]);

const faults: readonly Fault[] = [
  {
    kind: "lost",
    inject: (records, key, seq) =>
      records.filter((r) => !(isOf(r, key, seq) && consumption.has(r.type))),
  },
  {
    kind: "duplicate-log",
    inject: (records, key, seq) => {
      const delivery = the(records, "delivery", key, seq);
      return after(records, the(records, "effect", key, seq), { ...delivery, position: "9999999" });
    },
  },
  {
    kind: "duplicate-effect",
    inject: (records, key, seq) => {
      const effect = the(records, "effect", key, seq);
      return after(records, effect, the(records, "start", key, seq), effect);
    },
  },
  {
    // The two change places in the log, and the consumer follows the log.
    kind: "nonmonotonic-send",
    inject: (records, key, seq) => {
      const [one, two] = [
        the(records, "delivery", key, seq),
        the(records, "delivery", key, seq + 1),
      ];
      return records.map((record) => {
        const other = isOf(record, key, seq) ? two : isOf(record, key, seq + 1) ? one : undefined;
        if (other === undefined || record.type === "send") return record;
        if (record.type === "ack") return { ...record, position: other.position };
        const { seq: otherSeq, index, checksum } = other;
        const moved = { ...record, seq: otherSeq, index };
        return (record.type === "delivery" ? { ...moved, checksum } : moved) as HistoryRecord;
      });
    },
  },
  {
    // The event is withheld until the next one has been completed.
    kind: "nonmonotonic-effect",
    inject: (records, key, seq) => {
      const held = (["delivery", "start", "effect"] as const).map((type) =>
        the(records, type, key, seq),
      );
      const rest = records.filter((r) => !(held as HistoryRecord[]).includes(r));
      return after(rest, the(records, "effect", key, seq + 1), ...held);
    },
  },
  {
    // The next event is started while this one is in work; both are completed in order.
    kind: "overtake",
    blames: 1,
    inject: (records, key, seq) =>
      swapped(records, the(records, "start", key, seq + 1), the(records, "effect", key, seq)),
  },
  {
    kind: "key-overlap",
    inject: (records, key, seq) => {
      const start = the(records, "start", key, seq);
      const second = { ...start, consumer: "c2" };
      const crash = { ...second, type: "abandon", reason: "crash" } as const;
      return after(records, start, second, crash);
    },
  },
  {
    kind: "misrouted",
    inject: (records, key, seq) =>
      records.map((r) => (isOf(r, key, seq) && "lane" in r ? { ...r, lane: "shard-9" } : r)),
  },
  {
    kind: "phantom",
    blames: neverSent,
    inject: (records, key, seq) => {
      const delivery = the(records, "delivery", key, seq);
      return after(records, delivery, {
        ...delivery,
        seq: seq + neverSent,
        index: neverSent,
        position: "5",
      });
    },
  },
  {
    kind: "phantom",
    inject: (records, key, seq) => {
      const ack = the(records, "ack", key, seq);
      const { atMs } = ack;
      const refused: HistoryRecord = { type: "refused", key, seq, atMs, reason: "throttled" };
      return records.map((r) => (r === ack ? refused : r));
    },
  },
  {
    kind: "corrupt",
    inject: (records, key, seq) =>
      altered(records, the(records, "delivery", key, seq), { intact: false }),
  },
  {
    kind: "corrupt",
    inject: (records, key, seq) =>
      altered(records, the(records, "delivery", key, seq), { checksum: 7777 }),
  },
  {
    kind: "corrupt",
    inject: (records, key, seq) =>
      altered(records, the(records, "delivery", key, seq), { bytes: 63 }),
  },
];

function altered(
  records: readonly HistoryRecord[],
  delivery: DeliveryRecord,
  change: Partial<DeliveryRecord>,
): HistoryRecord[] {
  return records.map((record) => (record === delivery ? { ...delivery, ...change } : record));
}

describe("one fault in a valid history", () => {
  it("none at all raises nothing", () => {
    expect(verify(validHistory(), profiles["exactly-once-ordered"]).verdict).toBe("valid");
  });

  it.each(faults.map((fault) => [fault.kind, fault] as const))(
    "%s is found wherever it is, on the right truck and event, and nothing else is",
    (kind, { inject, blames = 0 }) => {
      const base = validHistory();
      // Not the first event of a truck, nor the last of a batch: there are the two events of a pair.
      const place = fc.tuple(fc.nat(trucks - 1), fc.nat(4), fc.integer({ min: 1, max: 2 }));
      fc.assert(
        fc.property(place, ([truck, batch, offset]) => {
          const key = `truck_${truck}`;
          const seq = batch * 4 + offset;
          const records = inject(base, key, seq);
          expect(found(records)).toEqual({ [kind]: 1 });
          const { verdict, evidence } = verify(records, profiles["exactly-once-ordered"]);
          expect(verdict).toBe("invalid");
          expect(evidence).toMatchObject([{ kind, key, seq: seq + blames }]);
          expect(evidence[0]?.detail).toContain(`${key} #${seq + blames} `);
        }),
      );
    },
  );

  it("an event not delivered when an undrained run ends is unseen, and nothing else", () => {
    const last = eventsPerTruck - 1;
    const records = validHistory()
      .filter((r) => !(isOf(r, "truck_3", last) && consumption.has(r.type)))
      .map((r) => (r.type === "end" ? { ...r, drained: false } : r));
    expect(found(records)).toEqual({ unseen: 1 });
    expect(verify(records, profiles.ordered).evidence).toMatchObject([
      { kind: "unseen", key: "truck_3", seq: last },
    ]);
  });
});
