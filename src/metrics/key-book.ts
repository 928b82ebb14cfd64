import { Digest } from "./digest.ts";
import type { KeyLatencies } from "./key-latencies.ts";
import { noLanes } from "./lane-lists.ts";
import type { SeqSet } from "./seq-set.ts";

/** An event that is not acknowledged and done by all. */
export interface OpenEvent {
  readonly seq: number;
  readonly dueMs: number;
  readonly bytes: number;
  lastSentMs: number;
  isAcked: boolean;
  /** Applications that have done it. */
  doneCount: number;
}

/** What is known of one key: of its sends, and of what each application has seen of it. */
export interface KeyFacts {
  readonly key: string;
  /** Whether it is one of the workload, or was sent or acknowledged. */
  isProduced: boolean;
  sent: SeqSet;
  acked: SeqSet;
  /** One, or several by seq; absent: none is open, as of most keys of a large fleet at most times. */
  open: OpenEvent | Map<number, OpenEvent> | undefined;
  /** Lanes that acknowledged its events: one, of most keys. */
  lanes: readonly string[];
  maxSendDelayMs: number;
  /** Latest due time of what was sent. */
  lastDueMs: number;
  /** Of the first application that saw it; the others behind it. */
  seen: AppKey | undefined;
}

/** What an application has seen of one key: the digest of what was delivered first, and the rest beside it in one object. */
export class AppKey extends Digest {
  readonly app: string;
  received: SeqSet = 0;
  done: SeqSet = 0;
  lanes = noLanes;
  endToEnd: KeyLatencies;
  deliveredCount = 0;
  /** Of another application. */
  readonly next: AppKey | undefined;

  constructor(app: string, next: AppKey | undefined) {
    super();
    this.app = app;
    this.next = next;
  }
}

/**
 * All keys, of which there may be a million: each is looked up once for a record, and once for all records of it in a row.
 */
export class KeyBook {
  readonly #keys = new Map<string, KeyFacts>();
  #last: KeyFacts | undefined;

  find(name: string): KeyFacts | undefined {
    if (this.#last?.key === name) return this.#last;
    const known = this.#keys.get(name);
    if (known !== undefined) this.#last = known;
    return known;
  }

  /** As `find`; one that is new is made. */
  get(name: string): KeyFacts {
    const known = this.find(name);
    if (known !== undefined) return known;
    const made: KeyFacts = {
      key: name,
      isProduced: false,
      sent: 0,
      acked: 0,
      open: undefined,
      lanes: noLanes,
      maxSendDelayMs: 0,
      lastDueMs: 0,
      seen: undefined,
    };
    this.#keys.set(name, made);
    return made;
  }

  /** In the order in which they were named first. */
  values(): Iterable<KeyFacts> {
    return this.#keys.values();
  }
}

/** What an application has seen of a key, if anything. */
export function seenBy(app: string, { seen: first }: KeyFacts): AppKey | undefined {
  let seen = first;
  while (seen !== undefined && seen.app !== app) seen = seen.next;
  return seen;
}

/** As `seenBy`; that of an application which is new to the key is made. */
export function seeing(app: string, key: KeyFacts): AppKey {
  return seenBy(app, key) ?? (key.seen = new AppKey(app, key.seen));
}
