/**
 * One command's dealings with somebody's account, over all its threads: what it may have made, what it has spent by the list prices,
 * and when it has to stop. The clients of a target report to it (`watch-client.ts`).
 */
import { namePrefix } from "../broker/created.ts";
import {
  type Request,
  answerUsd,
  asksForEncryption,
  attemptUsd,
  pushedUsd,
  streamHourUsd,
} from "../cost/charge.ts";
import { mostKmsUsd, priceLevelOf } from "../cost/prices.ts";
import { dollars } from "../dollars.ts";
import { type Entry, Ledger } from "./ledger.ts";

/** What the threads share: plain data, to be handed to a worker. */
export interface AccountTerms {
  /** What was agreed to, in USD; absent: nothing is counted against anything. */
  readonly limitUsd?: number;
  readonly region: string;
  /** Stands in the name of everything that is the command's own. */
  readonly runId?: string;
  /** Whether what could not be deleted ends the creating: not where everything ends with the target. */
  readonly isLasting: boolean;
  /** One number of 64 bits: what is spent, in trillionths of a USD. */
  readonly shared: SharedArrayBuffer;
}

export interface AccountOptions {
  /** Aborts when somebody wants the command to end now. */
  readonly interrupted?: AbortSignal;
  readonly onChange?: (entry: Entry) => void;
  readonly nowMs?: () => number;
}

/** What decides the price of a stream. */
export interface StreamKind {
  readonly shards: number;
  readonly isOnDemand: boolean;
}

interface BilledStream {
  shards: number;
  consumers: number;
  readonly isOnDemand: boolean;
  readonly bornMs: number;
  hoursPaid: number;
}

const unitsPerUsd = 1e12;
const hourMs = 3_600_000;
/** There must be time to delete a stream before its next hour begins. */
const deletionTimeMs = 60_000;
/** Requests that may be under way when the limit is reached: their answers, and the deletions, are still to be paid. */
const reservedRequests = 100;
/** How long after an interruption a creation may still be answered, and a deletion be tried, in milliseconds. */
export const creationGraceMs = 700;
export const deletionGraceMs = 1700;

/** For a new command on that target. */
export function newTerms({
  region,
  kind,
  runId,
  agreedUsd,
}: {
  readonly region: string;
  readonly kind: string;
  readonly runId?: string;
  readonly agreedUsd?: number;
}): AccountTerms {
  const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const isLasting = kind === "aws" || kind === "endpoint";
  return {
    region,
    isLasting,
    shared,
    ...(runId !== undefined && { runId }),
    ...(agreedUsd !== undefined && { limitUsd: agreedUsd }),
  };
}

export class Account {
  readonly terms: AccountTerms;
  readonly ledger: Ledger;
  readonly #cells: BigInt64Array;
  readonly #factor: number;
  readonly #reserveUsd: number;
  readonly #streams = new Map<string, BilledStream>();
  readonly #nowMs: () => number;
  /** Something in this thread is: from then on any request may be one of KMS too. */
  #isEncrypted = false;
  readonly #usedUp = new AbortController();
  readonly #creationEnd = new AbortController();
  readonly #deletionEnd = new AbortController();
  readonly #interrupted: AbortSignal;

  constructor(terms: AccountTerms, options: AccountOptions = {}) {
    this.terms = terms;
    this.ledger = new Ledger(options.onChange);
    this.#cells = new BigInt64Array(terms.shared);
    this.#factor = priceLevelOf(terms.region).factor;
    this.#reserveUsd = reservedRequests * attemptUsd(oneRequest, false) * this.#factor;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#interrupted = options.interrupted ?? new AbortController().signal;
    this.#interrupted.addEventListener("abort", () => {
      setTimeout(() => this.#creationEnd.abort(), creationGraceMs).unref();
      setTimeout(() => this.#deletionEnd.abort(), deletionGraceMs).unref();
    });
  }

  /** Aborts when such a request must have ended: at once after an interruption, with a little grace for what would stay. */
  endOf({ action, input = {} }: { readonly action: string; readonly input?: object }): AbortSignal {
    const { QueueName: name = "" } = input as { readonly QueueName?: string };
    // What is deleted by its URL is looked up by its name.
    const isLookUp = action === "GetQueueUrl" && this.ledger.stateOf({ kind: "queue", name });
    if (isDeletion(action) || isLookUp) return this.#deletionEnd.signal;
    return isCreation(action) ? this.#creationEnd.signal : this.#interrupted;
  }

  /** For a handler, which does not know what is asked for by name: no earlier than `endOf`. */
  lastEndOf(action: string): AbortSignal {
    return action === "GetQueueUrl" ? this.#deletionEnd.signal : this.endOf({ action });
  }

  get isInterrupted(): boolean {
    return this.#interrupted.aborted;
  }

  /** Aborts, in this thread, when what was agreed to is used up. `check` looks for what other threads, and the time, have spent. */
  get usedUp(): AbortSignal {
    return this.#usedUp.signal;
  }

  get spentUsd(): number {
    return Number(Atomics.load(this.#cells, 0)) / unitsPerUsd;
  }

  /** Why nothing may be created any more; undefined as long as it may. What could not be deleted ends the creating. */
  get closedBecause(): string | undefined {
    const kept = this.ledger.left().find(({ state }) => state === "kept");
    if (kept !== undefined && this.terms.isLasting)
      return `${kept.kind} ${kept.name} could not be deleted`;
    this.check();
    return this.#usedUp.signal.aborted ? this.limitText() : undefined;
  }

  limitText(): string {
    return `the agreed ${dollars(this.terms.limitUsd ?? 0)} are used up: ${dollars(this.spentUsd)} by list price are spent`;
  }

  /**
   * Whether it is the command's to mark, to delete and to answer for. Code of a user's own may ask for what was there before:
   * CreateQueue gives an existing queue as if it were new.
   */
  isOwn(name: string): boolean {
    return name.startsWith(namePrefix) && name.includes(this.terms.runId ?? "");
  }

  /** Whether this much more is within what was agreed to. */
  canPay(usd: number): boolean {
    const { limitUsd = Infinity } = this.terms;
    return this.spentUsd + usd * this.#factor + this.#reserveUsd <= limitUsd;
  }

  /** An attempt leaves. */
  attempt(request: Request): void {
    this.#isEncrypted ||= asksForEncryption(request);
    const kmsUsd = this.#isEncrypted ? mostKmsUsd(1) : 0;
    this.#spend(attemptUsd(request, this.#isOnDemand(request.input)) + kmsUsd);
  }

  answered(request: Request, output: object): void {
    this.#spend(answerUsd(request, output, this.#isOnDemand(request.input)));
  }

  /** Records came by enhanced fan-out. */
  pushed(stream: string, records: Parameters<typeof pushedUsd>[0]): void {
    this.#spend(pushedUsd(records, this.#streams.get(stream)?.isOnDemand ?? false));
  }

  /** Its first hour counts from the moment it is asked for. */
  streamAsked(name: string, kind: StreamKind): void {
    if (this.#streams.has(name)) return;
    this.#streams.set(name, { ...kind, consumers: 0, bornMs: this.#nowMs(), hoursPaid: 0 });
    this.check();
  }

  /** It was not made after all. */
  streamRefused(name: string): void {
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    this.#streams.delete(name);
    this.#add(-stream.hoursPaid * streamHourUsd(stream));
  }

  /** Consumers were registered, or shards added: the hours so far count for them too. */
  streamGrows(name: string, by: { readonly consumers?: number; readonly shards?: number }): void {
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    const before = streamHourUsd(stream);
    stream.consumers += by.consumers ?? 0;
    stream.shards += by.shards ?? 0;
    this.#spend((streamHourUsd(stream) - before) * stream.hoursPaid);
  }

  streamDeleted(name: string): void {
    this.#streams.delete(name);
  }

  usdPerDay(kind: StreamKind): number {
    return 24 * streamHourUsd({ ...kind, consumers: 0 }) * this.#factor;
  }

  /** Pays for the hours that have begun, and sees whether the next one, or another thread, has used up what was agreed to. */
  check(): void {
    for (const stream of this.#streams.values()) {
      const ageMs = this.#nowMs() - stream.bornMs;
      const hours = Math.floor(ageMs / hourMs) + 1;
      const unpaid = hours - stream.hoursPaid;
      stream.hoursPaid = hours;
      this.#spend(unpaid * streamHourUsd(stream));
      const isNextNear = Math.floor((ageMs + deletionTimeMs) / hourMs) + 1 > hours;
      if (isNextNear && !this.canPay(streamHourUsd(stream))) this.#usedUp.abort();
    }
    this.#spend(0);
  }

  #spend(usd: number): void {
    this.#add(usd);
    if (!this.canPay(0)) this.#usedUp.abort();
  }

  #add(usd: number): void {
    if (usd === 0) return;
    Atomics.add(this.#cells, 0, BigInt(Math.ceil(usd * this.#factor * unitsPerUsd)));
  }

  #isOnDemand(input: object): boolean {
    return this.#streams.get(streamNameOf(input))?.isOnDemand ?? false;
  }
}

/** By name or by ARN, also of a consumer of it. */
export function streamNameOf(input: object): string {
  const { StreamName, StreamARN, ConsumerARN } = input as Readonly<Record<string, string>>;
  return StreamName ?? (StreamARN ?? ConsumerARN ?? "").split(":stream/")[1]?.split("/")[0] ?? "";
}

const oneRequest: Request = { service: "sqs", action: "SendMessage", input: { QueueUrl: ".fifo" } };

export function isCreation(action: string): boolean {
  return action === "CreateStream" || action === "CreateQueue";
}

export function isDeletion(action: string): boolean {
  return action === "DeleteStream" || action === "DeleteQueue";
}
