import type { ChannelContext, ChannelRun, Connection } from "../broker/broker.ts";
import { namePrefix } from "../broker/created.ts";
import type { Instance } from "../broker/instance.ts";
import { Health } from "../client/health.ts";
import type { Life } from "../client/life.ts";
import { newSeal } from "../client/tap/seal.ts";
import { Tap } from "../client/tap/tap.ts";
import { startClock, type Clock, type ClockKind } from "../clock/clock.ts";
import { Bill } from "../cost/bill.ts";
import type { HistoryRecord, HistorySink } from "../history/record.ts";
import { BrokenKeys } from "../metrics/broken-keys.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { Tracks } from "../metrics/tracks.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { Target } from "../targets/target.ts";
import { profiles } from "../verify/profile.ts";
import { createVerifier, type Verifier } from "../verify/verify.ts";
import { type Codec, codecOf } from "../workload/codec.ts";
import type { Plan } from "../workload/event.ts";
import { shownRoutes } from "../workload/shown-routes.ts";
import { Moments } from "./moments.ts";
import { followOutstanding } from "./outstanding.ts";
import { runInside } from "./own-clients.ts";

/** AWS takes 80 characters for a queue, its `.fifo` counted. */
const longestScenarioName = 50;

export interface RunSettings {
  readonly scenario: ResolvedScenario;
  readonly plan: Plan;
  readonly seed: number;
  readonly clock: ClockKind;
  /** Also gets every record, e.g. a file. */
  readonly sink?: HistorySink | undefined;
}

/**
 * What the steps of one run share: its clock, its history and who listens to it, the tap that writes most of it. Until `begin` nothing
 * is recorded: a channel is being opened.
 */
export class Run {
  readonly scenario: ResolvedScenario;
  readonly plan: Plan;
  readonly seed: number;
  /** Consumer applications, the primary first. */
  readonly apps: readonly string[];
  readonly clock: Clock;
  readonly outstanding;
  readonly verifier: Verifier;
  readonly metrics;
  readonly brokenKeys = new BrokenKeys();
  readonly tracks: Tracks;
  readonly moments = new Moments();
  readonly health = new Health();
  readonly bill = new Bill();
  readonly codec: Codec;
  readonly tap: Tap;
  /** Ends producing and consuming. */
  readonly stop = new AbortController();
  /** Times to come at which dead letters are put back: the run is not over before. */
  redrives = 0;
  readonly #sinks: HistorySink[];
  readonly #refused = Promise.withResolvers<never>();
  #time: Clock;
  #beganAt = 0;
  #phase: "before" | "running" | "ended" = "before";

  constructor({ scenario, plan, seed, clock, sink }: RunSettings) {
    this.scenario = scenario;
    this.plan = plan;
    this.seed = seed;
    this.apps = scenario.design.consumers.map(({ app }) => app);
    this.#time = startClock(clock);
    this.clock = {
      kind: clock,
      nowMs: () => this.#time.nowMs(),
      sleep: (ms, signal) => this.#time.sleep(ms, signal),
    };
    this.outstanding = followOutstanding(this.apps);
    this.verifier = createVerifier({
      profile: profiles[scenario.guarantee],
      onFound: (anomaly) => this.brokenKeys.found(anomaly),
    });
    this.metrics = createMetrics({
      keys: plan.trucks,
      arrival: plan.arrival,
      apps: this.apps,
      sendActions: ["PutRecord", "PutRecords", "SendMessage", "SendMessageBatch"],
      findsLimit: this.#endsAtLimit,
    });
    this.tracks = new Tracks(shownRoutes(plan), this.apps[0]);
    this.#sinks = [
      // Before the verifier, which may find fault with the very record.
      this.brokenKeys,
      this.outstanding,
      this.verifier,
      this.metrics,
      this.tracks,
      ...(sink ? [sink] : []),
      this.moments,
    ];
    this.codec = codecOf(plan, scenario.workload);
    this.tap = this.#newTap();
    // Whoever runs the scenario hears of it; before that nobody does.
    this.#refused.promise.catch(() => {});
  }

  /** The run's time starts when the channel is ready: due times and fault times count from here. */
  begin(target: Target): void {
    this.#time = startClock(this.clock.kind);
    this.#beganAt = Date.now();
    this.#phase = "running";
    this.health.reset();
    target.stopWith(this.stop.signal);
    target.beginRun();
  }

  /** Records stop at the end: what happens while consumers are being stopped is no part of the run. */
  readonly record = (record: HistoryRecord): void => {
    if (this.#phase !== "running") return;
    if (record.type === "end") this.#phase = "ended";
    for (const sink of this.#sinks) sink.add(record);
  };

  /** Runs code of the user's as one instance. */
  readonly within = <T>({ connection }: Instance, code: () => T): T => {
    // In real time a connection is nothing that a clock could overtake.
    const refuse = this.clock.kind === "virtual" ? this.#refused.reject : undefined;
    return runInside({ connection, refuse }, code);
  };

  /** Rejects when code of the user's does what cannot be simulated, or the channel cannot go on; never resolves. */
  get refusal(): Promise<never> {
    return this.#refused.promise;
  }

  /** Shows every record from now on. */
  follow(sink: HistorySink): void {
    this.#sinks.push(sink);
  }

  /** Whether it is time to stop sending, since something has given. */
  readonly isAtLimit = (): boolean => this.#endsAtLimit && this.metrics.limit !== undefined;

  get #endsAtLimit(): boolean {
    return this.scenario.workload.ramp?.until === "limit";
  }

  channelContext(target: Target): ChannelContext {
    const common = `${namePrefix}${this.scenario.name.slice(0, longestScenarioName)}-${this.seed}`;
    const { runId } = target;
    return {
      ...(runId === undefined ? { name: common } : { name: `${common}-${runId}`, runId }),
      nowMs: this.clock.nowMs,
      sleep: this.clock.sleep,
    };
  }

  channelRun({ evidence }: Pick<Target, "evidence">): ChannelRun {
    return {
      ...(evidence === "measured" && { deadLettered: (one) => this.tap.deadLettered(one) }),
      record: this.record,
      failed: this.#refused.reject,
      fatesOf: (input) => this.tap.fatesOf(input),
      dateOf: (atMs) => new Date(this.#beganAt + atMs),
      bill: this.bill,
      families: this.tap.families,
    };
  }

  /** Clients of a consumer's own, made when they are first asked for. */
  connectionOf(target: Target, app: string, consumer: string, life: Life): Connection {
    const user = { caller: { app, consumer }, life, isOwnCode: this.#isCustom(app) };
    let kinesis: ReturnType<Target["kinesis"]> | undefined;
    let sqs: ReturnType<Target["sqs"]> | undefined;
    const inPlaceOf = new WeakMap<object, object>();
    return {
      kinesis: () => (kinesis ??= target.kinesis(user)),
      sqs: () => (sqs ??= target.sqs(user)),
      configFor: (service) => target.configFor(service, user),
      inPlaceOf: (client, service, retries) => {
        let own = inPlaceOf.get(client);
        if (own === undefined) {
          const like = { ...user, retries };
          own = service === "kinesis" ? target.kinesis(like) : target.sqs(like);
          inPlaceOf.set(client, own);
        }
        return own;
      },
    };
  }

  #isCustom(app: string): boolean {
    const { producer, consumers } = this.scenario.design;
    const [{ kind } = producer] = consumers.filter((consumer) => consumer.app === app);
    return kind === "custom";
  }

  #newTap(): Tap {
    const isSealed = this.scenario.design.payloadEncryption !== undefined;
    return new Tap(
      {
        nowMs: this.clock.nowMs,
        atMsOf: (date) => date.getTime() - this.#beganAt,
        record: this.record,
        health: this.health,
        usage: this.bill,
        isStopped: () => this.stop.signal.aborted,
        lostResponse: () => this.moments.lostResponse(),
      },
      {
        dueMs: (index) => this.plan.dueMs(index),
        decode: this.codec.decode,
        isAggregated: this.scenario.design.producer.kind === "aggregated",
        ...(isSealed && { seal: newSeal() }),
        ...(this.apps[0] !== undefined && { app: this.apps[0] }),
      },
    );
  }
}
