import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

import { Emulator, type ServiceName } from "../emulator/emulator.ts";
import { requestHandler } from "../emulator/host/request-handler.ts";
import { wakerOf } from "../emulator/host/waker.ts";
import { sampledFifoQueue } from "../emulator/sqs/queue/fifo-queue-profile.ts";
import { stoppable } from "./stoppable.ts";
import type { Target, TargetOptions } from "./target.ts";

const unsigned = { sign: async <T>(request: T): Promise<T> => request };

/** The service model in this process, behind the unmodified SDK clients: no socket, no account. */
export function startEmbedded(options: TargetOptions): Target {
  const emulator = new Emulator({
    seed: options.seed,
    faults: options.faults,
    ...(options.latency && { latency: options.latency }),
    startMs: Date.now(),
    // A consumer that polls short should meet what the documents say of it.
    fifoQueue: sampledFifoQueue,
  });
  // Everything is set here, so that the SDK never reads environment variables or files: that would be I/O under virtual time.
  const handlers = {
    kinesis: stoppable(requestHandler(emulator, "kinesis")),
    sqs: stoppable(requestHandler(emulator, "sqs")),
  };
  const config = (service: ServiceName) => ({
    region: "us-east-1",
    endpoint: `https://${service}.us-east-1.amazonaws.com`,
    credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" },
    maxAttempts: 3,
    retryMode: "standard",
    // Nobody here checks a signature, and making one is a seventh of the CPU of a request.
    signer: unsigned,
    requestHandler: handlers[service].handler,
    cacheMiddleware: true,
  });
  let kinesis: KinesisClient | undefined;
  let sqs: SQSClient | undefined;
  return {
    kind: "embedded",
    label: "the embedded model",
    evidence: "modelled",
    runId: undefined,
    kinesis: () => (kinesis ??= new KinesisClient(config("kinesis"))),
    sqs: () => (sqs ??= new SQSClient(config("sqs"))),
    stopWith: (signal) => {
      for (const { stopWith } of Object.values(handlers)) stopWith(signal);
    },
    beginRun: () => emulator.beginFaults(wakerOf(emulator).nowMs()),
    [Symbol.asyncDispose]: async () => {
      kinesis?.destroy();
      sqs?.destroy();
    },
  };
}
