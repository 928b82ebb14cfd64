import type { ServiceName } from "../../src/emulator/service-name.ts";
import { drive, type Driven, type Script, type Server } from "./load.ts";

export const connections = 32;
/** The payload of every record and message. */
export const text = "x".repeat(200);

/** What is measured: one operation, driven against one server. An operation may be several calls. */
export interface Operation {
  readonly name: string;
  readonly service: ServiceName;
  /** Rejects if an answer, or what the server has stored afterwards, is not right. */
  readonly run: (server: Server, forMs: number) => Promise<Driven>;
  /** The same requests to the bare server. */
  readonly runBare: (server: Server, forMs: number) => Promise<Driven>;
}

/** The same request again and again. */
export const repeat =
  (bytes: Buffer): (() => Script) =>
  () =>
  () =>
    bytes;

/** Drives the bare server with a request; its path says how long the answer is to be. */
export const driveBare =
  (request: Buffer, lines = connections) =>
  (server: Server, forMs: number): Promise<Driven> =>
    drive({ server, connections: lines, forMs, script: repeat(request) });

export function expect(isRight: boolean, what: string, answer: string): void {
  if (!isRight) throw new Error(`${what}: ${answer.slice(0, 1000)}`);
}
