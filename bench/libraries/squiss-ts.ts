import { SQS } from "@aws-sdk/client-sqs";
import { type ISquissOptions, Squiss } from "squiss-ts";

import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import type { Chapter, Row } from "./row.ts";
import { consuming, type Stumble } from "./scenes.ts";

/** One poller; what is done is deleted, what failed is released. */
const polling =
  (options: ISquissOptions) =>
  (stumble: Stumble) =>
  async ({ clientConfig, queueUrl, handler, signal }: QueueConsumerContext): Promise<void> => {
    const squiss = new Squiss({ SQS: new SQS(clientConfig), queueUrl, ...options });
    squiss.on("error", () => {});
    squiss.on("message", (message) => {
      const body = message.raw.Body!;
      const work = async (): Promise<void> => {
        stumble(body);
        await handler(body);
      };
      work().then(
        () => message.del().catch(() => {}),
        () => message.release().catch(() => {}),
      );
    });
    await squiss.start();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    void squiss.stop(false, 1);
  };

const source = "squiss-ts/dist/Squiss.js";
const without = ["throttled"] as const;

const rows: readonly Row[] = [
  {
    id: "squiss-ts/default",
    package: "squiss-ts",
    use: "defaults (`maxInFlight` 100, receives of ten)",
    duty: {
      text: "Its README says that it processes as many messages at once as it may",
      place: {
        file: "squiss-ts/README.md",
        code: "Squiss processes as many messages simultaneously as possible.",
      },
    },
    because: {
      text: "each message of a receive is emitted at once, whatever its group",
      place: { file: source, code: "this.emit('message', message);" },
    },
    without,
    scenario: (name) => consuming(name, polling({})),
  },
  {
    id: "squiss-ts/one-in-flight",
    package: "squiss-ts",
    use: "`maxInFlight: 1`",
    because: {
      text: "what is done is deleted up to two seconds later: a crash in between repeats it",
      place: { file: source, code: "}, this._opts.deleteWaitMs);" },
    },
    without,
    scenario: (name) => consuming(name, polling({ maxInFlight: 1 })),
  },
];

export const squissTs: Chapter = {
  text: "Two pollers on a FIFO queue. What is done is deleted (`message.del()`), what failed is released (`message.release()`).",
  rows,
};
