import { type Random, seededRandom } from "../../../random.ts";
import { quickControl } from "../../assumed/latency-profiles.ts";
import type { Environment } from "../../environment.ts";
import { asQuantiles, type ControlTimes } from "../../latency.ts";
import { Propagation } from "../../propagation.ts";
import { ServiceError } from "../../service-error.ts";
import { isRecord } from "../../shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { CallQuotas, type CountedAction } from "../limits/call-quotas.ts";
import { checkShardLimit } from "../limits/shard-limit.ts";
import { Account } from "./account.ts";
import { FanOut } from "./fan-out.ts";
import { Frontier } from "./frontier.ts";
import type { Shard } from "./shard.ts";
import type { StreamReference } from "./stream-reference.ts";
import type { Stream } from "./stream.ts";

/** The streams of the account. */
export class Streams {
  readonly environment: Environment;
  /** Draws which records of a PutRecords call a full shard refuses. */
  readonly random: Random;
  readonly fanOut: FanOut;
  /** How long changes take. */
  readonly control: ControlTimes;
  readonly #propagation: Propagation;
  readonly account = new Account();
  readonly #calls: CallQuotas;
  readonly #byName = new Map<string, Stream>();

  constructor(environment: Environment) {
    this.environment = environment;
    this.#calls = new CallQuotas(environment.accountId);
    this.random = seededRandom(environment.seed, "kinesis/put-records");
    const { latency, seed } = environment;
    this.control = latency.control ?? quickControl;
    this.#propagation = new Propagation(asQuantiles(latency.kinesisPropagationMs), seed);
    this.fanOut = new FanOut(
      new Propagation(asQuantiles(latency.kinesisFanOutPropagationMs), seed),
    );
  }

  /** All that exist at this instant, by name. */
  list(nowMs: number): readonly Stream[] {
    const streams = [...this.#byName.values()].filter((stream) => this.#exists(stream, nowMs));
    for (const stream of streams) stream.settle(nowMs);
    return streams.sort((a, b) => (a.options.name < b.options.name ? -1 : 1));
  }

  /** The open shards of all streams. */
  openShardCount(nowMs: number): number {
    return this.list(nowMs).reduce((sum, stream) => sum + stream.openShards.length, 0);
  }

  /** Throws LimitExceededException if the account cannot have so many more shards. */
  checkShardLimit(additional: number, nowMs: number): void {
    checkShardLimit(this.environment, this.openShardCount(nowMs), additional);
  }

  add(stream: Stream): void {
    this.#byName.set(stream.options.name, stream);
  }

  named(name: string, nowMs: number): Stream | undefined {
    const stream = this.#byName.get(name);
    if (stream === undefined || !this.#exists(stream, nowMs)) return undefined;
    stream.settle(nowMs);
    return stream;
  }

  /** How far readers on shared throughput see in a shard: all of them equally far. */
  sharedFrontier({ options: { name } }: Stream, shard: Shard): Frontier {
    shard.shared ??= new Frontier(
      shard,
      shard.log.firstIndex,
      this.#propagation.in(`${name}/${shard.id}`),
    );
    return shard.shared;
  }

  /** The ARN that a stream of this name has here. */
  arnOf(name: string): string {
    const { region, accountId } = this.environment;
    return `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
  }

  /** The name of the stream an input is for, given by name or by ARN. */
  nameOf({ StreamName, StreamARN }: StreamReference): string {
    const name = StreamName ?? StreamARN?.split("/")[1];
    if (name === undefined) throw invalidArgument("Either StreamName or StreamARN is required.");
    return name;
  }

  /** The stream an input names by StreamName or StreamARN, in whatever state. */
  find(reference: StreamReference, nowMs: number): Stream {
    const name = this.nameOf(reference);
    const stream = this.named(name, nowMs);
    if (stream === undefined) throw this.notFound(name);
    if (reference.StreamARN !== undefined && reference.StreamARN !== stream.options.arn) {
      throw this.notFound(name);
    }
    return stream;
  }

  /** The same, for reading and writing: a stream that is still being created is not there yet. */
  findReady(reference: StreamReference, nowMs: number): Stream {
    const stream = this.find(reference, nowMs);
    const status = stream.status(nowMs);
    if (status === "CREATING" || status === "DELETING") throw this.notFound(stream.options.name);
    return stream;
  }

  /** The same, for changes, which need it ACTIVE (K-SDK SplitShard). */
  findActive(reference: StreamReference, nowMs: number): Stream {
    const stream = this.find(reference, nowMs);
    this.checkActive(stream, nowMs);
    return stream;
  }

  /** Throws ResourceInUseException unless the stream is ACTIVE. */
  checkActive(stream: Stream, nowMs: number): void {
    const status = stream.status(nowMs);
    if (status === "ACTIVE") return;
    throw new ServiceError(
      "ResourceInUseException",
      `Stream ${stream.options.name} under account ${this.environment.accountId} not ACTIVE, instead in state ${status}`,
    );
  }

  /** The next instant at which a stream with subscriptions changes; asked for only while there are any. */
  nextChangeMs(): number {
    let nextMs = Infinity;
    for (const { changes } of this.#byName.values()) nextMs = Math.min(nextMs, changes.nextMs);
    return nextMs;
  }

  /** Brings about what was due by now, in every stream. */
  settle(nowMs: number): void {
    for (const stream of this.#byName.values()) stream.settle(nowMs);
  }

  /** Whether the stream of an input takes records without a partition key (K-SDK PutRecord). */
  takesKeyless(input: unknown, nowMs: number): boolean {
    if (!isRecord(input)) return false;
    const { StreamName, StreamARN } = input;
    const name =
      StreamName ?? (typeof StreamARN === "string" ? StreamARN.split("/")[1] : undefined);
    return typeof name === "string" && this.named(name, nowMs)?.settings.ignoresKeys === true;
  }

  /** Counts a well-formed call. Throws LimitExceededException if there were too many in this second. */
  countCall(action: CountedAction, reference: StreamReference, nowMs: number): void {
    if (!this.environment.hasQuotas) return;
    const { StreamName, StreamARN } = reference;
    this.#calls.count(action, StreamName ?? StreamARN?.split("/")[1], nowMs);
  }

  #exists(stream: Stream, nowMs: number): boolean {
    if (stream.deletedMs === undefined || nowMs < stream.deletedMs) return true;
    if (this.#byName.get(stream.options.name) === stream) this.#byName.delete(stream.options.name);
    return false;
  }

  /** The error that says there is no such stream. */
  notFound(name: string): ServiceError {
    return new ServiceError(
      "ResourceNotFoundException",
      `Stream ${name} under account ${this.environment.accountId} not found.`,
    );
  }
}
