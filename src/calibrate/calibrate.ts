/** Measures how long a target takes, and makes a latency profile of it for the embedded model. */
import type { ChannelContext } from "../broker/broker.ts";
import { namePrefix } from "../broker/created.ts";
import { measureClient } from "../client/client-load.ts";
import { startClock } from "../clock/clock.ts";
import { defaultLatency } from "../emulator/assumed/latency-profiles.ts";
import type { LatencyProfile, LatencyQuantiles, QueueKind } from "../emulator/latency.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import { environment } from "../suite/environment.ts";
import type { Account } from "../targets/account.ts";
import { httpSettings } from "../targets/http-settings.ts";
import { connectTarget, type TargetAddress } from "../targets/target.ts";
import type { CalibratedProfile, Circumstances, Measurement } from "./calibrated-profile.ts";
import { fitted, leastSamples, measurementOf, modelledBy, quantilesOf } from "./fit.ts";
import { type KinesisPropagation, measureKinesis } from "./measure-kinesis.ts";
import { measureSqs, onStandardQueue } from "./measure-sqs.ts";
import { Sampler } from "./sampler.ts";

export interface CalibrateOptions {
  /** Of each kind of request. */
  readonly samples: number;
  readonly signal: AbortSignal;
  /** Told of what is created and spent. */
  readonly account?: Account;
  readonly onProgress: (text: string) => void;
}

/**
 * Measures on the target in real time, at low load over connections that are kept. What it creates it deletes, also when it fails or
 * is aborted; then it rejects. Throws TargetError when neither service can be measured, or something could not be deleted.
 */
export async function calibrate(
  address: TargetAddress,
  { samples, signal, account, onProgress }: CalibrateOptions,
): Promise<CalibratedProfile> {
  const began = new Date();
  const clock = startClock("real");
  const client = measureClient();
  const sampler = new Sampler(signal);
  await using target = await connectTarget(address, {
    seed: 1,
    faults: [],
    ...(account && { account }),
  });
  const context: ChannelContext = {
    name: `${namePrefix}calibrate-${target.runId}`,
    ...(target.runId !== undefined && { runId: target.runId }),
    nowMs: clock.nowMs,
    sleep: clock.sleep,
  };
  const common = { context, sampler, samples, signal };
  const tried = async <T>(service: ServiceName, measure: () => Promise<T>) => {
    if (!address.services.includes(service)) return undefined;
    onProgress(`measuring ${service} on ${address.label}`);
    try {
      return await measure();
    } catch (error) {
      signal.throwIfAborted();
      // What could not be deleted is no matter of what is offered.
      if (error instanceof TargetError && sampler.samples.size > 0) throw error;
      sampler.isNotOffered(service, error);
      return undefined;
    }
  };
  const propagation = await tried("kinesis", () =>
    measureKinesis({ ...common, client: target.kinesis() }),
  );
  await tried("sqs", () => measureSqs({ ...common, client: target.sqs() }));
  signal.throwIfAborted();
  if (![...sampler.samples.values()].some(({ ms }) => ms.length >= leastSamples)) {
    const reasons = sampler.notOffered.map(({ what, reason }) => `${what}: ${reason}`);
    throw new TargetError(`nothing could be measured on ${address.label}: ${reasons.join("; ")}`);
  }
  const { convoy, node } = environment();
  return profileFrom(sampler, propagation, {
    on: address.label,
    target: address.kind,
    region: address.region,
    at: began.toISOString(),
    tookS: Number((clock.nowMs() / 1000).toFixed(1)),
    http: httpSettings,
    client: client.stop(),
    convoy,
    node,
  });
}

/** Set-up calls stand for everything that has no figures of its own. */
const controlPlane: Readonly<Record<ServiceName, readonly string[]>> = {
  kinesis: ["kinesis.GetShardIterator", "kinesis.ListShards", "kinesis.DescribeStreamSummary"],
  sqs: ["sqs.GetQueueUrl", "sqs.ListQueueTags"],
};

function profileFrom(
  sampler: Sampler,
  propagation: KinesisPropagation | undefined,
  circumstances: Circumstances,
): CalibratedProfile {
  const enough = new Map(
    [...sampler.samples]
      .filter(([, { ms }]) => ms.length >= leastSamples)
      .map(([what, { ms }]) => [what, ms] as const),
  );
  const serviceFrom = (service: ServiceName): LatencyQuantiles => {
    const set = controlPlane[service].flatMap((what) => enough.get(what) ?? []);
    const all = [...enough].filter(([what]) => what.startsWith(service)).flatMap(([, ms]) => ms);
    if (all.length === 0) return defaultLatency.services[service];
    return fitted(set.length === 0 ? all : set);
  };
  const actions: Record<string, LatencyQuantiles> = {};
  for (const [what, ms] of enough) actions[keyOf(what)] = fitted(ms);
  // Where one kind of queue alone was measured, its figures stand for both: those of a FIFO queue, which keeps order, already do.
  for (const [what, ms] of enough) actions[what.replace(onStandardQueue, "")] ??= fitted(ms);
  const { shared, fanOutMs = [] } = propagation ?? {};
  const sharedFound = shared?.measured("kinesis: from put to GetRecords");
  const profile: LatencyProfile = {
    source: sourceText(circumstances, [...enough.keys()]),
    services: { kinesis: serviceFrom("kinesis"), sqs: serviceFrom("sqs") },
    actions,
    requestShare: defaultLatency.requestShare,
    kinesisPropagationMs: sharedFound?.ms ?? defaultLatency.kinesisPropagationMs,
    kinesisFanOutPropagationMs:
      fanOutMs.length > 0 ? quantilesOf(fanOutMs).p50Ms : defaultLatency.kinesisFanOutPropagationMs,
    // A receive says how long it took, not when its message could first have been received.
    sqsPropagation: defaultLatency.sqsPropagation,
    control: defaultLatency.control,
  };
  const pushed = { ms: [...fanOutMs], retried: 0, made: fanOutMs.length };
  return {
    ...profile,
    evidence: "measured",
    circumstances,
    measurements: [
      ...[...sampler.samples]
        .filter(([, { ms }]) => ms.length > 0)
        .map(([what, of]) => withModelled(measurementOf(what, of), profile)),
      ...(fanOutMs.length > 0 ? [measurementOf("kinesis: from put to push", pushed)] : []),
    ],
    propagation: sharedFound === undefined ? [] : [sharedFound],
    notOffered: sampler.notOffered,
  };
}

function withModelled(measurement: Measurement, profile: LatencyProfile): Measurement {
  const key = keyOf(measurement.what);
  if (profile.actions[key] === undefined) return measurement;
  const parts = key.split(".");
  const service = parts[0] as ServiceName;
  const queue = parts.length === 3 ? (parts[1] as QueueKind) : undefined;
  const action = parts.at(-1) ?? "";
  return { ...measurement, modelled: modelledBy(profile, { service, action, queue }) };
}

/** The profile's name for what was measured. */
function keyOf(what: string): string {
  if (!what.endsWith(onStandardQueue)) return what;
  return what.replace(onStandardQueue, "").replace("sqs.", "sqs.standard.");
}

/** Says what is measured and, where a service is missing, that the rest is assumed. */
function sourceText({ on, at }: Circumstances, measured: readonly string[]): string {
  const missing = (["kinesis", "sqs"] as const).filter(
    (service) => !measured.some((what) => what.startsWith(service)),
  );
  const rest = missing.length === 0 ? "" : `; ${missing.join(" and ")} assumed, as by default`;
  return `measured on ${on} at ${at}${rest}; how a round trip divides, and how long a message takes until it can be received, are assumed`;
}
