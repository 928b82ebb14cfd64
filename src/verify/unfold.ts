import { AppFacts } from "./app-facts.ts";
import type { Entry } from "./entry.ts";
import { EventOrder } from "./event-order.ts";
import { KeyFacts } from "./key-facts.ts";
import { LaneTops } from "./lane-tops.ts";
import type { Memory } from "./memory.ts";
import type { SentEvent } from "./sent-event.ts";
import { keepPayload, type StraightKey } from "./straight-key.ts";

/** Entries that are done and stay beside those under way: as many as the log of a lane has before it is trimmed. */
const mostDone = 31;

/** What they ask of the run. */
interface RunOfUnfolding {
  readonly memory: Memory;
  /** The only one until now. */
  readonly recorder: string | undefined;
}

/** The facts of a truck that was straight until now, as if they had been kept one by one. */
export function unfolded(straight: StraightKey, run: RunOfUnfolding): KeyFacts {
  const facts = new KeyFacts(straight.key);
  const { sent, completed, ring } = straight;
  facts.lane = straight.lane;
  facts.sent = sent;
  facts.acked = straight.acked;
  if (ring !== undefined) {
    for (let seq = ring.oldest(sent); seq < completed; seq += 1) {
      keepPayload(straight, seq, run.memory);
    }
    const most = run.memory.isTight ? 0 : mostDone;
    const from = Math.max(Math.min(completed, ring.oldest(sent)), completed - most);
    const events: SentEvent[] = [];
    for (let seq = from; seq < sent; seq += 1) events.push(eventOf(straight, seq));
    facts.resume(events, completed - from);
  }
  facts.payloads = straight.payloads;
  if (straight.app !== undefined) facts.app = appOf(straight, run);
  return facts;
}

function eventOf({ acked, completed, lane, ring }: StraightKey, seq: number): SentEvent {
  const isAcked = seq < acked;
  return {
    seq,
    index: orUndefined(ring!.indexOf(seq)),
    sentAtMs: ring!.sentAtMsOf(seq),
    bytes: orUndefined(ring!.bytesOf(seq)),
    checksum: orUndefined(ring!.checksumOf(seq)),
    isRefused: false,
    isSettled: seq < completed,
    isForgotten: false,
    pending: isAcked ? 0 : 1,
    lane: isAcked ? lane : undefined,
    position: isAcked ? ring!.positionOf(seq) : "",
    ackedAtMs: isAcked ? ring!.ackedAtMsOf(seq) : 0,
    more: undefined,
  };
}

function appOf(straight: StraightKey, { memory, recorder }: RunOfUnfolding): AppFacts {
  const { delivered, completed, committed, ring, start } = straight;
  const [app, lane] = [straight.app!, straight.lane!];
  const order = new EventOrder(app);
  const facts = new AppFacts(app, order);
  facts.delivered = delivered;
  facts.completed = completed;
  facts.committed = committed;
  if (committed > 0) (facts.commits = new LaneTops()).note(lane, straight.committedPosition);
  order.home = lane;
  order.resume(straight.places);
  // What stands before the first of the log has left its window, and is the one that was done last, or still in the ring.
  const oldest = ring === undefined ? completed : ring.oldest(straight.sent);
  const isAll = oldest === 0;
  const first = Math.max(isAll ? 0 : Math.min(oldest + 1, completed), delivered - mostDone);
  const from = ring === undefined ? completed : Math.min(completed, first);
  const entries: Entry[] = [];
  const entryAt = (seq: number): Entry => entries[seq - from] ?? entryOf(straight, seq, recorder);
  for (let seq = from; seq < delivered; seq += 1) entries.push(entryAt(seq));
  const log = order.log(lane);
  const judged = from === 0 ? undefined : entryAt(from - 1);
  const done =
    completed === 0 ? undefined : completed - 1 === from - 1 ? judged : entryAt(completed - 1);
  const furthest = delivered === completed ? done : entryAt(delivered - 1);
  log.resume(entries, completed - from, judged);
  log.furthestSeen = furthest;
  if (furthest !== undefined) facts.reached.note(lane, furthest.position);
  if (done !== undefined) {
    log.latestDone = log.furthestDone = facts.latestDone = done;
    log.latestDonePosition = facts.latestDonePosition = done.position;
  }
  for (let seq = oldest; seq < from && ring !== undefined; seq += 1) {
    order.drop(entryAt(seq), memory.places);
  }
  if (start !== undefined) order.inside.enter(start, straight.startedAt, app);
  return facts;
}

function entryOf(straight: StraightKey, seq: number, recorder: string | undefined): Entry {
  const { key, completed, ring } = straight;
  const isDone = seq < completed;
  const isLast = seq === completed - 1;
  return {
    key,
    seq,
    intent: seq,
    lane: straight.lane!,
    position: straight.positionOf(seq)!,
    consumer: isLast ? straight.doneBy : ring!.consumerOf(seq),
    atMs: isLast ? straight.doneAtMs : ring!.atMsOf(seq),
    recorder,
    receivedAt: isLast ? straight.doneReceivedAt : ring!.receivedAtOf(seq),
    isOpen: !isDone,
    isDone,
    origin: "first",
    more: undefined,
  };
}

function orUndefined(value: number): number | undefined {
  return value < 0 ? undefined : value;
}
