/** Calls of the service that know nothing of the SDK, and try again when they are not answered: what others' faults must not disturb. */
import type { ServiceName } from "../../../../../src/emulator/emulator.ts";
import { pause } from "./disconnects.ts";

// oxlint-disable-next-line typescript/no-explicit-any
export type Output = any;

const answerMs = 60_000;

export class Calls {
  readonly url: string;
  /** Calls that had to be made again. */
  repeated = 0;
  readonly #patienceMs: number;

  /** For so long, what is not answered, or refused for a while only, is asked for again. */
  constructor(url: string, patienceMs = 60_000) {
    this.url = url;
    this.#patienceMs = patienceMs;
  }

  kinesis(action: string, input: object): Promise<Output> {
    return this.#surely("kinesis", action, input);
  }

  sqs(action: string, input: object): Promise<Output> {
    return this.#surely("sqs", action, input);
  }

  async untilActive(StreamName: string): Promise<string> {
    for (;;) {
      const { StreamDescriptionSummary: summary } = await this.kinesis("DescribeStreamSummary", {
        StreamName,
      });
      if (summary.StreamStatus === "ACTIVE") return summary.StreamARN;
      await pause(100);
    }
  }

  /** Again while it is refused for a while, or not answered at all; what is wrong for good is thrown. */
  async #surely(service: ServiceName, action: string, input: object): Promise<Output> {
    const endMs = Date.now() + this.#patienceMs;
    for (;;) {
      const answer = await this.#once(service, action, input).catch((error: Error) => error);
      if (!(answer instanceof Error)) {
        if (answer.status === 200) return answer.text === "" ? {} : JSON.parse(answer.text);
        const isPassing = answer.status >= 500 || /Throttl|Exceeded|InUse/.test(answer.text);
        if (!isPassing) throw new Error(`${action} was refused: ${answer.status} ${answer.text}`);
      }
      if (Date.now() > endMs) {
        throw new Error(`${action} was not answered in ${this.#patienceMs} ms`, { cause: answer });
      }
      this.repeated += 1;
      await pause(20);
    }
  }

  async #once(service: ServiceName, action: string, input: object) {
    const isSqs = service === "sqs";
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
        "x-amz-target": `${isSqs ? "AmazonSQS" : "Kinesis_20131202"}.${action}`,
        "content-type": `application/x-amz-json-1.${isSqs ? 0 : 1}`,
      },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(answerMs),
    });
    return { status: response.status, text: await response.text() };
  }
}
