/**
 * The producer's side of a run, truck by truck.
 *
 * An event is remembered from its first send until it is acknowledged and every application has done it: due time and last send time
 * are needed until then. So memory is the trucks, and the backlog of the slowest application.
 */
import type { AckRecord, SendRecord } from "../history/record.ts";
import { Latencies } from "./latency.ts";
import { SeqSet } from "./seq-set.ts";
import { Timeline } from "./timeline.ts";

export interface OpenEvent {
  readonly dueMs: number;
  readonly bytes: number;
  lastSentMs: number;
  isAcked: boolean;
  /** Applications that have done it. */
  doneCount: number;
}

/** What is known of one truck's sends. */
export interface TruckSends {
  readonly sent: SeqSet;
  readonly acked: SeqSet;
  readonly open: Map<number, OpenEvent>;
  /** Lanes that acknowledged its events. */
  readonly lanes: Set<string>;
  maxSendDelayMs: number;
  /** Latest due time of what was sent. */
  lastDueMs: number;
}

export class SendMeter {
  readonly trucks = new Map<string, TruckSends>();
  /** First sends by the time they were due. */
  readonly due = new Timeline();
  /** First sends by the time they were made. */
  readonly sent = new Timeline();
  readonly acked = new Timeline();
  readonly ackedBytes = new Timeline();
  /** From the last send of an event to its acknowledgement. */
  readonly put = new Latencies(3);
  /** From the due time to the first send. */
  readonly sendDelay = new Latencies(3);

  constructor(trucks: readonly string[]) {
    for (const key of trucks) this.truck(key);
  }

  truck(key: string): TruckSends {
    let truck = this.trucks.get(key);
    if (truck === undefined) {
      const sets = { sent: new SeqSet(), acked: new SeqSet(), lanes: new Set<string>() };
      truck = { ...sets, open: new Map(), maxSendDelayMs: 0, lastDueMs: 0 };
      this.trucks.set(key, truck);
    }
    return truck;
  }

  openEvent(key: string, seq: number): OpenEvent | undefined {
    return this.trucks.get(key)?.open.get(seq);
  }

  send({ key, seq, dueMs, atMs, bytes }: SendRecord): void {
    const truck = this.truck(key);
    if (!truck.sent.add(seq)) {
      const open = truck.open.get(seq);
      if (open !== undefined) open.lastSentMs = atMs;
      return;
    }
    truck.open.set(seq, { dueMs, bytes, lastSentMs: atMs, isAcked: false, doneCount: 0 });
    truck.lastDueMs = Math.max(truck.lastDueMs, dueMs);
    truck.maxSendDelayMs = Math.max(truck.maxSendDelayMs, atMs - dueMs);
    this.due.add(dueMs);
    this.sent.add(atMs);
    this.sendDelay.add(atMs - dueMs);
  }

  /** Only the first acknowledgement of an event counts. */
  ack({ key, seq, atMs, lane }: AckRecord, appCount: number): void {
    const truck = this.truck(key);
    truck.lanes.add(lane);
    if (!truck.acked.add(seq)) return;
    this.acked.add(atMs);
    const open = truck.open.get(seq);
    if (open === undefined) return;
    this.ackedBytes.add(atMs, open.bytes);
    this.put.add(atMs - open.lastSentMs);
    open.isAcked = true;
    forgetIfDone(truck, seq, open, appCount);
  }

  /** One more application has done the event. */
  done(key: string, seq: number, appCount: number): void {
    const truck = this.trucks.get(key);
    const open = truck?.open.get(seq);
    if (truck === undefined || open === undefined) return;
    open.doneCount += 1;
    forgetIfDone(truck, seq, open, appCount);
  }

  /** Trucks that acknowledged events put into each lane, by name of the lane. */
  keysPerLane(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { lanes } of this.trucks.values()) {
      for (const lane of lanes) counts.set(lane, (counts.get(lane) ?? 0) + 1);
    }
    return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function forgetIfDone(truck: TruckSends, seq: number, open: OpenEvent, appCount: number): void {
  if (open.isAcked && open.doneCount >= appCount) truck.open.delete(seq);
}
