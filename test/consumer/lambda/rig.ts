/** Small fleets behind event source mappings, and what a function was called with. */
import type {
  LambdaContext,
  QueueLambdaEvent,
  QueueLambdaSpec,
  StreamLambdaEvent,
  StreamLambdaSpec,
} from "../../../src/scenario/lambda-function.ts";
import type { SimulatedScenario } from "../../../src/suite/simulate.ts";
import { decodePayload } from "../../../src/workload/payload.ts";

type Queue = Omit<QueueLambdaSpec, "kind" | "app">;
type Stream = Omit<StreamLambdaSpec, "kind" | "app">;

const fleet = { kind: "fleet", trucks: 5, hz: 4, durationS: 10 } as const;

export function onQueue(
  service: "sqs-fifo" | "sqs-standard",
  spec: Queue,
  changes: Partial<SimulatedScenario> = {},
): SimulatedScenario {
  return {
    workload: fleet,
    design: {
      service,
      visibilityTimeoutS: 6,
      producer: { kind: "serial" },
      consumers: [{ app: "fn", kind: "lambda", serviceMs: 50, ...spec }],
    },
    ...(service === "sqs-standard" && { guarantee: "unordered" }),
    ...changes,
  };
}

export function onStream(
  spec: Stream,
  changes: Partial<SimulatedScenario> = {},
): SimulatedScenario {
  return {
    workload: fleet,
    design: {
      service: "kinesis",
      shards: 1,
      partitionKey: "truck",
      producer: { kind: "serial" },
      consumers: [{ app: "fn", kind: "lambda", serviceMs: 20, timeoutS: 60, ...spec }],
    },
    ...changes,
  };
}

/** One call of a function. */
export interface Call {
  readonly consumer: string;
  readonly beganMs: number;
  endedMs: number;
  /** Partition keys or message groups, one for each event. */
  readonly keys: readonly string[];
  /** Sequence numbers or message ids. */
  readonly ids: readonly string[];
}

type AnyEvent = QueueLambdaEvent | StreamLambdaEvent;

/** A function that notes its calls; `each` may fail at an event, by its body. */
export function noting(each: (body: string, call: Call) => Promise<void> | void = () => {}) {
  const calls: Call[] = [];
  const handler = async (event: AnyEvent, { work, clock, consumer }: LambdaContext) => {
    const call: Call = {
      consumer,
      beganMs: clock.nowMs(),
      endedMs: Infinity,
      keys: event.Records.map((one) =>
        "kinesis" in one ? one.kinesis.partitionKey : (one.attributes.MessageGroupId ?? ""),
      ),
      ids: event.Records.map((one) =>
        "kinesis" in one ? one.kinesis.sequenceNumber : one.messageId,
      ),
    };
    calls.push(call);
    try {
      for (const record of event.Records) {
        await each(bodyOf(record), call);
        await work(record);
      }
    } finally {
      call.endedMs = clock.nowMs();
    }
  };
  return { calls, handler };
}

export function bodyOf(record: AnyEvent["Records"][number]): string {
  return "kinesis" in record ? Buffer.from(record.kinesis.data, "base64").toString() : record.body;
}

/** Whether a body is the event of this truck with this seq. */
export function isEvent(body: string, truckId: string, seq: number): boolean {
  const { event } = decodePayload(body);
  return event?.truckId === truckId && event.seq === seq;
}

/** Most calls at once. */
export function mostAtOnce(calls: readonly Call[]): number {
  return Math.max(
    ...calls.map(
      ({ beganMs }) =>
        calls.filter((one) => one.beganMs <= beganMs && beganMs < one.endedMs).length,
    ),
  );
}
