import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { Fault } from "../emulator/faults.ts";

/** Where the service runs. LocalStack, endpoints and AWS join this list with their own files in this folder. */
export const targetKinds = ["embedded"] as const;
export type TargetKind = (typeof targetKinds)[number];

/** A running service: clients for it, and clean-up. */
export interface Target extends AsyncDisposable {
  readonly kind: TargetKind;
  /** `modelled`: figures come from a model of AWS. `measured`: from a service that was really asked. */
  readonly evidence: "modelled" | "measured";
  readonly kinesis: () => KinesisClient;
  readonly sqs: () => SQSClient;
  /** Faults are scheduled from this moment on. */
  readonly beginRun: () => void;
}

export interface TargetOptions {
  readonly seed: number;
  readonly faults: readonly Fault[];
}

/** Starts the target. Its module, and the SDK with it, is loaded only now, so that other commands start at once. */
export async function startTarget(kind: TargetKind, options: TargetOptions): Promise<Target> {
  switch (kind) {
    case "embedded":
      return (await import("./embedded.ts")).startEmbedded(options);
  }
}
