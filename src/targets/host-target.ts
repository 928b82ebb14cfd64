import { randomBytes } from "node:crypto";

import type { ServiceName } from "../emulator/service-name.ts";
import { ownName } from "./marks.ts";
import { containerPackages, loadWith } from "./optional-packages.ts";
import { embeddedAddress, type TargetAddress, type TargetKind } from "./target.ts";

/** Base URLs given on the command line. */
export interface EndpointOptions {
  readonly endpoint?: string;
  readonly kinesisEndpoint?: string;
  readonly sqsEndpoint?: string;
}

export interface HostOptions extends EndpointOptions {
  /** The npm emulator of Kinesis. */
  readonly kinesisEmulator?: "kinesis-local" | "kinesalite";
  /** The image of LocalStack. */
  readonly image?: string;
  /** LocalStack stays up when the target is disposed of. */
  readonly keep?: boolean;
  /** What is wanted of a target that can do with less; absent: both. */
  readonly services?: readonly ServiceName[];
  /** Ends a start that takes long. What was begun is taken back, and the reason thrown. */
  readonly signal?: AbortSignal;
  /** Says what is going on, for long starts. */
  readonly onProgress: (text: string) => void;
  /** Says how far the present step is, many times a second. */
  readonly onStep?: (text: string) => void;
}

/** A target that is up. Disposing it stops what was started for it. */
export interface HostedTarget extends AsyncDisposable {
  readonly address: TargetAddress;
}

/** Brings the target up, once for all runs: a container, child processes, or nothing where it is there already. */
export async function hostTarget(kind: TargetKind, options: HostOptions): Promise<HostedTarget> {
  const runId = randomBytes(4).toString("hex");
  const marks = { runId, owner: ownName(), startedAt: new Date().toISOString() };
  switch (kind) {
    case "embedded":
      return standing(embeddedAddress);
    case "localstack": {
      const { hostLocalStack } = await loadWith(
        containerPackages,
        "--target localstack",
        () => import("./localstack-target.ts"),
      );
      return hostLocalStack(options, runId);
    }
    case "endpoint": {
      const { endpointAddress } = await import("./endpoint.ts");
      return standing({ ...(await endpointAddress(options)), ...marks });
    }
    case "npm-emulators": {
      const { hostNpmEmulators } = await import("./npm-emulators-target.ts");
      return hostNpmEmulators(options, runId);
    }
    case "aws": {
      const { awsAddress } = await import("./aws.ts");
      return standing({ ...(await awsAddress(options)), ...marks });
    }
  }
}

/** A target that is there without us. */
function standing(address: TargetAddress): HostedTarget {
  return { address, [Symbol.asyncDispose]: async () => {} };
}
