import { vi } from "vitest";

import { noLatency } from "../../../../src/emulator/assumed/latency-profiles.ts";
import {
  Emulator,
  type EmulatorOptions,
  type ServiceName,
} from "../../../../src/emulator/emulator.ts";
import {
  type EmulatorServer,
  serveEmulator,
  type ServeOptions,
} from "../../../../src/emulator/host/http/server.ts";
import { tameQueue } from "../../rig.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; fails if it is none. */
  readonly json: Record<string, unknown>;
}

/** A model behind HTTP on a free port, with calls to it that know nothing of the SDK. */
export async function served(
  options: Partial<EmulatorOptions> = {},
  serveOptions: ServeOptions = {},
) {
  const emulator = new Emulator({
    seed: 1,
    startMs: Date.now(),
    latency: noLatency,
    standardQueue: tameQueue,
    ...options,
  });
  const bugs: unknown[] = [];
  const onBug = (error: unknown): void => void bugs.push(error);
  const server = await serveEmulator(emulator, { onBug, ...serveOptions });
  return new Served(emulator, server, bugs);
}

export class Served {
  readonly emulator: Emulator;
  readonly bugs: readonly unknown[];
  readonly #server: EmulatorServer;

  constructor(emulator: Emulator, server: EmulatorServer, bugs: readonly unknown[]) {
    this.emulator = emulator;
    this.#server = server;
    this.bugs = bugs;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Without TLS, whether it can be had or not. */
  get plainUrl(): string {
    return this.url.replace("https:", "http:");
  }

  advance(ms: number): void {
    this.#server.advance(ms);
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async request(init: RequestInit, path = "/"): Promise<Answer> {
    const response = await fetch(this.plainUrl + path, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get json() {
        return JSON.parse(text) as Record<string, unknown>;
      },
    };
  }

  kinesis(action: string, input: unknown, init: RequestInit = {}, path = "/"): Promise<Answer> {
    return this.#call("kinesis", action, input, init, path);
  }

  sqs(action: string, input: unknown, init: RequestInit = {}): Promise<Answer> {
    return this.#call("sqs", action, input, init);
  }

  async queue(QueueName: string): Promise<string> {
    return String((await this.sqs("CreateQueue", { QueueName })).json["QueueUrl"]);
  }

  /** Waits until a stream has left CREATING, which takes its time. */
  async untilActive(StreamName: string): Promise<void> {
    await vi.waitFor(
      async () => {
        const { text } = await this.kinesis("DescribeStreamSummary", { StreamName });
        if (!text.includes('"ACTIVE"')) throw new Error(text);
      },
      // DescribeStreamSummary may be asked 20 times a second.
      { timeout: 30_000, interval: 100 },
    );
  }

  #call(
    service: ServiceName,
    action: string,
    input: unknown,
    init: RequestInit,
    path = "/",
  ): Promise<Answer> {
    const isSqs = service === "sqs";
    const headers = {
      "x-amz-target": `${isSqs ? "AmazonSQS" : "Kinesis_20131202"}.${action}`,
      "content-type": `application/x-amz-json-1.${isSqs ? 0 : 1}`,
      ...(init.headers as Record<string, string> | undefined),
    };
    return this.request({ method: "POST", body: JSON.stringify(input), ...init, headers }, path);
  }
}
