import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { Emulator, type EmulatorOptions } from "../../src/emulator/emulator.ts";
import { serveEmulator, type EmulatorServer } from "../../src/emulator/host/http/server.ts";
import { wakerOf } from "../../src/emulator/host/waker.ts";
import { decodeRecord, encodeRecord } from "../../src/history/history-file.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { jsonPath } from "../../src/recording/json-path.ts";
import { Recorder } from "../../src/recording/recorder.ts";
import { type ProfileName, profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { tameQueue } from "../emulator/rig.ts";

interface Options {
  readonly key?: string;
  readonly seq?: string;
  readonly handledWhenDeleted?: boolean;
  readonly only?: string;
  readonly emulator?: Partial<EmulatorOptions>;
}

/** A server that is recorded into memory, clients of it that sign as whoever they are, and the verdicts on its histories. */
export async function recorded(options: Options = {}): Promise<Recorded> {
  const startMs = Date.now();
  const files = new Map<string, HistoryRecord[]>();
  const warnings: string[] = [];
  const recorder = new Recorder({
    naming: {
      key: options.key === undefined ? undefined : jsonPath(options.key),
      seq: options.seq === undefined ? undefined : jsonPath(options.seq),
    },
    isHandledWhenDeleted: options.handledWhenDeleted ?? false,
    only: options.only,
    startMs,
    open: (channel, turn) => {
      const records: HistoryRecord[] = [];
      files.set(turn === 1 ? channel : `${channel}.${turn}`, records);
      // As it is written into a file and read again.
      const add = (record: HistoryRecord): void => {
        records.push(decodeRecord(encodeRecord(record), { file: channel, line: 1 }));
      };
      return { add, close: () => {} };
    },
    warn: (text) => void warnings.push(text),
  });
  const emulator = new Emulator({
    seed: 1,
    startMs,
    quotas: "off",
    latency: noLatency,
    standardQueue: tameQueue,
    onDeadLetters: recorder.deadLetters,
    ...options.emulator,
  });
  const waker = wakerOf(emulator);
  recorder.attach({
    nowMs: () => waker.nowMs(),
    shardsOf: (stream) => emulator.shardsOf(stream, waker.nowMs()),
    waitingIn: (queue) => emulator.waitingIn(queue, waker.nowMs()),
  });
  const server = await serveEmulator(emulator, { clock: true, witness: recorder });
  return new Recorded(server, recorder, files, warnings);
}

export class Recorded implements AsyncDisposable {
  readonly files: ReadonlyMap<string, readonly HistoryRecord[]>;
  readonly warnings: readonly string[];
  readonly #server: EmulatorServer;
  readonly #recorder: Recorder;
  readonly #clients: { destroy(): void }[] = [];

  constructor(
    server: EmulatorServer,
    recorder: Recorder,
    files: ReadonlyMap<string, readonly HistoryRecord[]>,
    warnings: readonly string[],
  ) {
    this.#server = server;
    this.#recorder = recorder;
    this.files = files;
    this.warnings = warnings;
  }

  get url(): string {
    return this.#server.url;
  }

  pass(ms: number): void {
    this.#server.advance(ms);
  }

  sqs(accessKeyId = "worker-1"): SQSClient {
    const client = new SQSClient(this.#configOf(accessKeyId));
    this.#clients.push(client);
    return client;
  }

  kinesis(accessKeyId = "worker-1"): KinesisClient {
    const client = new KinesisClient(this.#configOf(accessKeyId));
    this.#clients.push(client);
    return client;
  }

  #configOf(accessKeyId: string) {
    return {
      endpoint: this.url,
      region: "us-east-1",
      maxAttempts: 3,
      credentials: { accessKeyId, secretAccessKey: "x" },
    };
  }

  /** Ends the histories. */
  end(): void {
    this.#recorder.close();
  }

  of<Type extends HistoryRecord["type"]>(
    file: string,
    type: Type,
  ): Extract<HistoryRecord, { type: Type }>[] {
    return (this.files.get(file) ?? []).filter(
      (record): record is Extract<HistoryRecord, { type: Type }> => record.type === type,
    );
  }

  verdict(file: string, profile: ProfileName = "ordered") {
    return verify(this.files.get(file) ?? [], profiles[profile]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#server.close();
  }
}
