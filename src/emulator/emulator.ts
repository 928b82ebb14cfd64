/**
 * Kinesis Data Streams and SQS as one deterministic state machine: no I/O, no clock, no timers. A host gives it decoded requests
 * and the instants they arrive, and wakes it at the instants it asks for. The same options and the same calls give the same
 * answers, byte for byte. The rules and quotas stand beside the code that keeps them, each with its source in facts/aws.md.
 */
import { type Random, seededRandom } from "../random.ts";
import { type ModelOptions, modelOf } from "./assumed/model-options.ts";
import type { Model } from "./assumed/model.ts";
import type { DeadLetters, Environment } from "./environment.ts";
import { type Fault, FaultInjector, type FaultSubject } from "./faults.ts";
import { Identifiers } from "./identifiers.ts";
import type { ShardLineage } from "./kinesis/kinesis.ts";
import { drawRoundTrip } from "./latency.ts";
import { type Signer, type Namespace, Namespaces } from "./namespaces.ts";
import type { Parked } from "./parked.ts";
import { queueKindOf } from "./queue-kind.ts";
import { requestKeys } from "./request-keys.ts";
import { ServiceError } from "./service-error.ts";
import type { ServiceName } from "./service-name.ts";
import type { FifoQueueProfile } from "./sqs/queue/fifo-queue-profile.ts";
import type { StandardQueueProfile } from "./sqs/queue/standard-shelf.ts";
import { sqsErrors } from "./sqs/sqs-error.ts";
import type { Subscription } from "./subscription.ts";

export type { Fault } from "./faults.ts";
export type { LatencyProfile } from "./latency.ts";
export type { Signer } from "./namespaces.ts";
export type { DeadLetters } from "./environment.ts";
export type { ShardLineage } from "./kinesis/kinesis.ts";
export { Parked } from "./parked.ts";
export { Subscription } from "./subscription.ts";
export { ServiceError } from "./service-error.ts";
export type { ServiceName } from "./service-name.ts";

export interface EmulatorOptions extends ModelOptions {
  readonly seed: number;
  /** Whether the documented quotas are enforced; limits on the size and form of a request always are. Default `aws`. */
  readonly quotas?: "aws" | "off";
  /** Goes before the adversity profile's. */
  readonly standardQueue?: StandardQueueProfile;
  /** Goes before the adversity profile's. */
  readonly fifoQueue?: FifoQueueProfile;
  readonly faults?: readonly Fault[];
  /** The instant from which the times of faults count. */
  readonly startMs: number;
  readonly region?: string;
  readonly accountId?: string;
  /**
   * `one` (the default): for whom a request is signed does not matter. `separate`: each account and Region has streams and queues of
   * its own; `region` and `accountId` are of the requests that do not say.
   */
  readonly namespaces?: "one" | "separate";
  /** What goes before `/<account>/<queue>` in a queue URL, e.g. `http://127.0.0.1:4566`. Default: the host of SQS in the region. */
  readonly queueUrlBase?: string;
  /** Told of messages that are moved to a dead-letter queue. */
  readonly onDeadLetters?: (moved: DeadLetters) => void;
}

/** What happens to a request on the way: decided when it sets out. */
export interface Journey {
  readonly requestMs: number;
  readonly responseMs: number;
  readonly isRequestLost: boolean;
  readonly isResponseLost: boolean;
}

/** A request when it meets the services. */
interface Call {
  readonly service: ServiceName;
  readonly action: string;
  readonly input: unknown;
  readonly nowMs: number;
}

export class Emulator {
  readonly #environment: Environment;
  readonly #model: Model;
  readonly #namespaces: Namespaces;
  readonly #travel: Random;
  readonly #requestIds: Identifiers;
  #nowMs = -Infinity;

  constructor(options: EmulatorOptions) {
    const { seed, region = "us-east-1", accountId = "000000000000" } = options;
    const queueUrlBaseIn = (name: string): string =>
      options.queueUrlBase ?? `https://sqs.${name}.amazonaws.com`;
    this.#model = modelOf(options);
    const { latency, adversity, quotaWindow } = this.#model;
    this.#environment = {
      seed,
      hasQuotas: options.quotas !== "off",
      region,
      accountId,
      queueUrlBase: queueUrlBaseIn(region),
      latency,
      quotaWindow,
      writeRefusal: adversity.writeRefusal,
      faults: new FaultInjector(options.faults ?? [], seed, options.startMs),
      onDeadLetters: options.onDeadLetters,
    };
    this.#namespaces = new Namespaces({
      isSeparate: options.namespaces === "separate",
      environment: this.#environment,
      queueUrlBaseIn,
      profiles: {
        standardQueue: options.standardQueue ?? adversity.standardQueue,
        fifoQueue: options.fifoQueue ?? adversity.fifoQueue,
      },
    });
    this.#travel = seededRandom(seed, "latency");
    this.#requestIds = new Identifiers(seed, "request");
  }

  /**
   * Handles one decoded request at an instant. Throws a ServiceError, or returns the output, or Parked for a long poll, or a
   * Subscription for an event stream.
   */
  handle(
    service: ServiceName,
    action: string,
    input: unknown,
    nowMs: number,
    signer?: Signer,
  ): object | Parked | Subscription {
    const nextMs = this.nextAtMs();
    if (nextMs !== undefined && nextMs <= nowMs) this.advance(nowMs);
    const atMs = this.#forward(nowMs);
    const namespace = this.#namespaces.of(service, input, signer);
    this.#refuseByFault(namespace, { service, action, input, nowMs: atMs });
    return service === "kinesis"
      ? namespace.kinesis.handle(action, input, atMs)
      : namespace.sqs.handle(action, input, atMs);
  }

  /** The next instant at which a parked request may be answered or a subscription has an event; undefined = never. */
  nextAtMs(): number | undefined {
    let nextMs = Infinity;
    for (const { sqs, kinesis } of this.#namespaces.all) {
      nextMs = Math.min(nextMs, sqs.nextAtMs() ?? Infinity, kinesis.nextAtMs() ?? Infinity);
    }
    return nextMs === Infinity ? undefined : nextMs;
  }

  /** Lets what is due by then happen: answers parked requests, sends the events of subscriptions. */
  advance(nowMs: number): void {
    const atMs = this.#forward(nowMs);
    for (const { sqs, kinesis } of this.#namespaces.all) {
      sqs.advance(atMs);
      kinesis.advance(atMs);
    }
  }

  /** Starts the faults over: their times count from this instant, for a run that begins after its set-up. */
  beginFaults(nowMs: number): void {
    this.#environment.faults.begin(nowMs);
  }

  /** For hosts: how a request that sets out now travels. */
  journey(
    service: ServiceName,
    action: string,
    input: unknown,
    nowMs: number,
    signer?: Signer,
  ): Journey {
    const { latency, faults } = this.#environment;
    const queue = service === "sqs" ? queueKindOf(input) : undefined;
    const trip = drawRoundTrip(latency, { service, action, queue }, this.#travel);
    const { requestMs } = trip;
    const responseMs = trip.responseMs + this.#phaseMs(action);
    if (faults.isEmpty) {
      return { requestMs, responseMs, isRequestLost: false, isResponseLost: false };
    }
    const namespace = this.#namespaces.of(service, input, signer);
    const subject = subjectOf(namespace, { service, action, input, nowMs });
    return {
      requestMs: requestMs + (faults.hit("slow", subject)?.addMs ?? 0),
      responseMs,
      isRequestLost: faults.hit("lost-request", subject) !== undefined,
      isResponseLost: faults.hit("lost-response", subject) !== undefined,
    };
  }

  /** For those who look on: the shards of a stream with those that each came from, in the order they were made. Of one namespace only. */
  shardsOf(stream: string, nowMs: number): readonly ShardLineage[] {
    return this.#namespaces.home.kinesis.lineage(stream, nowMs);
  }

  /** For those who look on: messages that wait in a queue; undefined if there is no such queue. Of one namespace only. */
  waitingIn(queue: string, nowMs: number): number | undefined {
    return this.#namespaces.home.sqs.waitingIn(queue, nowMs);
  }

  /** For hosts: whether it matters for whom a request is signed. */
  get hasNamespaces(): boolean {
    return this.#namespaces.isSeparate;
  }

  /** For hosts: the id of the next response. */
  nextRequestId(): string {
    return this.#requestIds.uuid();
  }

  /** So that readers which begin together do not poll in step, where that is assumed. */
  #phaseMs(action: string): number {
    const { pollPhaseMs } = this.#model;
    if (pollPhaseMs === 0 || action !== "GetShardIterator") return 0;
    return Math.floor(pollPhaseMs * this.#travel());
  }

  /** Time never goes backwards in here, even if a host's clock does. */
  #forward(nowMs: number): number {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    return this.#nowMs;
  }

  #refuseByFault(namespace: Namespace, call: Call): void {
    const { faults } = this.#environment;
    if (!faults.has("throttle") && !faults.has("server-error")) return;
    const subject = subjectOf(namespace, call);
    const { service, action } = call;
    const serverError = faults.hit("server-error", subject);
    if (serverError !== undefined) throw serverFailure(service, serverError.statusCode ?? 500);
    // PutRecords is throttled record by record, inside the action.
    if (action !== "PutRecords" && faults.hit("throttle", subject) !== undefined) {
      throw service === "kinesis" ? kinesisThrottled(action) : sqsErrors.requestThrottled();
    }
  }
}

function subjectOf({ kinesis }: Namespace, { service, action, input, nowMs }: Call): FaultSubject {
  return {
    service,
    action,
    keys: requestKeys(input),
    shards: () => (service === "kinesis" ? kinesis.shardsOf(input, nowMs) : []),
    nowMs,
  };
}

function kinesisThrottled(action: string): ServiceError {
  // The only error of SubscribeToShard that the SDK takes for throttling (K-SDK SubscribeToShard).
  if (action === "SubscribeToShard") {
    return new ServiceError("LimitExceededException", "Rate exceeded.");
  }
  return new ServiceError("ProvisionedThroughputExceededException", "Rate exceeded.");
}

/** As each service names them (facts/aws.md 6.2). */
function serverFailure(service: ServiceName, statusCode: 500 | 503): ServiceError {
  const name = service === "kinesis" ? "InternalFailureException" : "InternalFailure";
  return statusCode === 503
    ? new ServiceError("ServiceUnavailable", "Service is unavailable.", { statusCode })
    : new ServiceError(name, "Internal Service Failure", { statusCode });
}
