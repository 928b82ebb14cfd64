import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { Life } from "../client/life.ts";
import type { Caller } from "../client/tap/tap-context.ts";
import type { Tap } from "../client/tap/tap.ts";
import type { ModelOptions } from "../emulator/assumed/model-options.ts";
import type { Fault } from "../emulator/faults.ts";
import type { LatencyProfile } from "../emulator/latency.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import type { Account } from "./account.ts";

/** Where the service runs. */
export const targetKinds = ["embedded", "localstack", "endpoint", "npm-emulators", "aws"] as const;
export type TargetKind = (typeof targetKinds)[number];

/**
 * A service that is there, as plain data: all that a run needs to talk to it, and no secret. Credentials are found where they are
 * used, by the SDK's own provider chain.
 */
export interface TargetAddress {
  readonly kind: TargetKind;
  /** What answers there, in words, for reports: `LocalStack 4.14.0`. */
  readonly label: string;
  readonly region: string;
  /** Base URL; absent: the embedded model, AWS itself, or a service that the target does not have. */
  readonly kinesisEndpoint?: string;
  readonly sqsEndpoint?: string;
  /** The services that are there. */
  readonly services: readonly ("kinesis" | "sqs")[];
  /**
   * `dummy`: constants, for services on this machine that check none, so that a user's own never reach them. `chain`: as every AWS
   * tool finds them. `chain-or-dummy`: the same, constants when there are none.
   */
  readonly credentials: "dummy" | "chain" | "chain-or-dummy";
  /** Goes into the names and tags of everything that is created; absent on the embedded model. */
  readonly runId?: string;
  /** Further tags of everything that is created: who started the run, when, and when it is over at the latest (ISO times). */
  readonly owner?: string;
  readonly startedAt?: string;
  readonly untilAt?: string;
  /** What somebody agreed to spend there, in USD. Without it nothing is asked of AWS. */
  readonly agreedUsd?: number;
  /** What the embedded model assumes otherwise than by default. Plain data: a worker is given it too. */
  readonly model?: ModelOptions;
  /** The embedded model's latency, where it is not the default, and what `--latency` called it. */
  readonly latency?: { readonly name: string; readonly profile: LatencyProfile };
}

export const embeddedAddress: TargetAddress = {
  kind: "embedded",
  label: "embedded model",
  region: "us-east-1",
  services: ["kinesis", "sqs"],
  credentials: "dummy",
};

/** Whose client it is. */
export interface ClientUser {
  readonly caller: Caller;
  /** Its requests end when this does. */
  readonly life?: Life;
  /** Code of the user's, which need not expect that a run ends: a request under way then never returns, in place of an error. Its requests tell what it does. */
  readonly isOwnCode?: boolean;
  /** How it tries again, where that is not as everywhere: `maxAttempts`, `retryMode` of the SDK. */
  readonly retries?: object;
}

/** A running service: clients for it, and clean-up of what this side of it holds. */
export interface Target extends AsyncDisposable {
  readonly kind: TargetKind;
  /** What answers there, in words. */
  readonly label: string;
  /** `modelled`: figures come from a model of AWS. `measured`: from a service that was really asked. */
  readonly evidence: "modelled" | "measured";
  /** A new client at every call; the target ends it. Without a user its requests leave no trace in a history. */
  readonly kinesis: (user?: ClientUser) => KinesisClient;
  readonly sqs: (user?: ClientUser) => SQSClient;
  /** What `kinesis` and `sqs` make their clients with. */
  readonly configFor: (service: ServiceName, user?: ClientUser) => object;
  /** Ends requests that are under way when the signal aborts, and refuses later ones; those with a signal of their own excepted. */
  readonly stopWith: (signal: AbortSignal) => void;
  /** Faults are scheduled from this moment on. */
  readonly beginRun: () => void;
  /** For names and tags of what is created there. */
  readonly runId: string | undefined;
}

export interface TargetOptions {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** What the embedded model assumes; absent: its defaults. */
  readonly model?: ModelOptions;
  /** Of the embedded model; absent: its default. */
  readonly latency?: LatencyProfile;
  /** Writes what goes through the clients of users into the history of a run. */
  readonly tap?: Tap;
  /** Told of whatever is created, deleted and spent; not by the embedded model. */
  readonly account?: Account | undefined;
}

/** Connects to the target. Its module, and the SDK with it, is loaded only now, so that other commands start at once. */
export async function connectTarget(
  address: TargetAddress,
  options: TargetOptions,
): Promise<Target> {
  if (address.kind === "embedded") {
    const latency = address.latency && { latency: address.latency.profile };
    const model = address.model && { model: address.model };
    return (await import("./embedded.ts")).startEmbedded({ ...latency, ...model, ...options });
  }
  return (await import("./remote.ts")).connectRemote(address, options);
}
