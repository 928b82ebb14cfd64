/** The scenes that all rows share: few trucks, a backlog at the start so that batches are full, and one thing that goes wrong. */
import type {
  CustomConsumer,
  CustomProducer,
  QueueConsumerContext,
  QueueProducerContext,
} from "../../src/scenario/custom-code.ts";
import type { QueueLambdaSpec, StreamLambdaSpec } from "../../src/scenario/lambda-function.ts";
import type { SimulatedScenario } from "../../src/suite/simulate.ts";
import type { Case } from "./row.ts";

const app = "app";
const visibilityTimeoutS = 6;
/** Events of a truck that are there when the consumers come: 12. */
const startAtS = 6;

const workload = {
  kind: "fleet",
  trucks: 3,
  hz: 2,
  durationS: 15,
  encode: ({ truckId, seq }) =>
    JSON.stringify({ id: `${truckId}#${seq}`, type: "position", truckId, seq }),
  decode: (body) => {
    const { truckId, seq } = JSON.parse(body) as { truckId?: string; seq?: number };
    return truckId === undefined || seq === undefined ? undefined : { truckId, seq };
  },
} as const satisfies SimulatedScenario["workload"];

/** Throws at the fourth event of each truck, the first time, if this is what goes wrong. */
export type Stumble = (body: string) => void;

function stumbling(name: Case): Stumble {
  const failed = new Set<string>();
  return (body) => {
    const { id, seq } = JSON.parse(body) as { readonly id: string; readonly seq: number };
    if (name !== "fails" || seq !== 3 || failed.has(id)) return;
    failed.add(id);
    throw new Error(`${id}: not now`);
  };
}

/** Two consumers of the library's on a FIFO queue with one group for each truck. */
export function consuming(
  name: Case,
  start: (stumble: Stumble) => CustomConsumer<QueueConsumerContext>,
): SimulatedScenario {
  return {
    workload,
    design: {
      service: "sqs-fifo",
      visibilityTimeoutS,
      producer: { kind: "serial" },
      consumers: [
        {
          app,
          kind: "custom",
          count: 2,
          startAtS,
          serviceMs: handlerMs(name),
          start: start(stumbling(name)),
        },
      ],
    },
    faults: faultsOf(name),
    drainS: 300,
  };
}

/** A function of the library's behind a FIFO queue. */
export function onQueue(
  name: Case,
  handler: (stumble: Stumble) => QueueLambdaSpec["handler"],
): SimulatedScenario {
  const spec = { ...functionSpec(name), timeoutS: 5 };
  return {
    workload,
    design: {
      service: "sqs-fifo",
      visibilityTimeoutS,
      producer: { kind: "serial" },
      consumers: [{ ...spec, handler: handler(stumbling(name)) }],
    },
    faults: faultsOf(name),
    drainS: 300,
  };
}

/** A function of the library's behind a stream, ten batches of its shard at once. */
export function onStream(
  name: Case,
  handler: (stumble: Stumble) => StreamLambdaSpec["handler"],
): SimulatedScenario {
  const spec = { ...functionSpec(name), timeoutS: 60, parallelizationFactor: 10 };
  return {
    workload,
    design: {
      service: "kinesis",
      shards: 1,
      partitionKey: "truck",
      producer: { kind: "serial" },
      consumers: [{ ...spec, handler: handler(stumbling(name)) }],
    },
    faults: faultsOf(name, true),
    drainS: 300,
  };
}

/** A producer of the library's on a FIFO queue, and consumers of Convoy's own. */
export function producing(
  name: Case,
  start: CustomProducer<QueueProducerContext>,
): SimulatedScenario {
  const faults = {
    happy: [],
    fails: [],
    slow: [],
    crash: [{ kind: "crash", app: "producer", consumer: 1, atS: 6, restartAfterS: 2 }],
    throttled: [
      { kind: "throttle", service: "sqs", actions: ["SendMessageBatch"], probability: 0.3 },
      { kind: "record-failure", service: "sqs", probability: 0.1 },
    ],
    lost: [{ kind: "lost-response", actions: ["SendMessageBatch"], probability: 0.2 }],
  } as const satisfies Record<Case, SimulatedScenario["faults"]>;
  return {
    workload: { ...workload, hz: 8, durationS: 12 },
    design: {
      service: "sqs-fifo",
      visibilityTimeoutS,
      producer: { kind: "custom", start },
      consumers: [{ app, kind: "competing", count: 2, serviceMs: 20 }],
    },
    faults: faults[name],
    drainS: 300,
  };
}

function functionSpec(name: Case) {
  return {
    app,
    kind: "lambda",
    startAtS,
    serviceMs: handlerMs(name),
    reportBatchItemFailures: true,
  } as const;
}

/** Ten events of a second each are more than the visibility timeout; one is not. */
function handlerMs(name: Case): number {
  return name === "slow" ? 1000 : 100;
}

function faultsOf(name: Case, isStream = false): NonNullable<SimulatedScenario["faults"]> {
  if (name === "crash") {
    const when = { event: "handled-not-committed", count: 4 } as const;
    return [{ kind: "crash", app, consumer: 1, when, restartAfterS: 5 }];
  }
  if (name !== "lost") return [];
  // A stream is read again from where it was: there, it is the answer to a read that is lost.
  const actions = ["ReceiveMessage", "DeleteMessage", "DeleteMessageBatch"];
  const lost = { kind: "lost-response", probability: 0.1 } as const;
  return [{ ...lost, actions: isStream ? ["GetRecords"] : actions }];
}
