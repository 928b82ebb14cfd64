/** What a user imports from "convoy-bench". A name that is not here may change from one release to the next. */

export { ConvoyError, exitCodes, InputError, TargetError } from "./errors.ts";

// A scenario as a library call, and what comes of it.
export type {
  ExpectationResult,
  FigureResult,
  KeyCounts,
  Metrics,
  RunResult,
  RunSetup,
  RunState,
  VerdictResult,
} from "./result/run-result.ts";
export { hasPassed } from "./result/run-result.ts";
export { type SimulatedScenario, simulate, type SimulateOptions } from "./suite/simulate.ts";
export {
  type Bounds,
  type Judgement,
  keepsOrder,
  losesNothing,
  type Results,
  shows,
  staysUnder,
} from "./report/assertions/assertions.ts";

// Scenarios, as a file exports them by default.
export type { Fault, FaultScope } from "./emulator/faults.ts";
export type {
  QueueConsumerSpec,
  StartPosition,
  StreamConsumerSpec,
} from "./scenario/consumer-spec.ts";
export type {
  CustomConsumer,
  CustomProducer,
  DueEvent,
  QueueConsumerContext,
  QueueProducerContext,
  StreamConsumerContext,
  StreamProducerContext,
} from "./scenario/custom-code.ts";
export type {
  LambdaContext,
  LambdaFunction,
  LambdaWork,
  QueueLambdaEvent,
  QueueLambdaRecord,
  QueueLambdaSpec,
  StreamLambdaEvent,
  StreamLambdaRecord,
  StreamLambdaSpec,
} from "./scenario/lambda-function.ts";
export type { Condition, RunFault } from "./scenario/run-fault.ts";
export type {
  AggregatedProducer,
  ConsumerSpec,
  Design,
  Expectations,
  FigureExpectation,
  KinesisDesign,
  ProducerSpec,
  Protection,
  RedrivePolicy,
  Routing,
  Scenario,
  ScenarioFault,
  Sending,
  SqsDesign,
} from "./scenario/scenario.ts";
export type { FleetWorkload, TraceWorkload, Workload } from "./workload/workload.ts";

// The history of a run, and the verdict on one of any origin.
export {
  decodeHistory,
  decodeRecord,
  encodeRecord,
  type LineOrigin,
} from "./history/history-file.ts";
export type * from "./history/record.ts";
export {
  type Anomaly,
  type AnomalyCounts,
  type AnomalyKind,
  anomalyKinds,
  type GuaranteeProfile,
  type Verdict,
  type VerdictWord,
} from "./verify/anomaly.ts";
export { type ProfileName, profiles } from "./verify/profile.ts";
export { createVerifier, type Verifier, type VerifierOptions, verify } from "./verify/verify.ts";

// The model of Kinesis and SQS: under an SDK client of this process, or behind HTTP.
export { Emulator, type EmulatorOptions, ServiceError } from "./emulator/emulator.ts";
export {
  type EmulatorServer,
  serveEmulator,
  type ServeOptions,
} from "./emulator/host/http/server.ts";
export { type EmulatorRequestHandler, requestHandler } from "./emulator/host/request-handler.ts";
export type { LatencyProfile, LatencyQuantiles } from "./emulator/latency.ts";
// What the model assumes where AWS says nothing: profiles by name, each assumption as data, and how to have one otherwise.
export { type AdversityProfile, adversityProfiles } from "./emulator/assumed/adversity.ts";
export { type Assumption, assumptions } from "./emulator/assumed/assumptions.ts";
export { defaultLatency, latencyProfiles, noLatency } from "./emulator/assumed/latency-profiles.ts";
export { type ModelOptions, otherwise } from "./emulator/assumed/model-options.ts";
