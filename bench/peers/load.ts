/** A load generator for HTTP/1.1 on bare sockets: it costs far less than any server it drives, so that it measures the server. */
import { connect, type Socket } from "node:net";

import { type CpuTimes, cpuMeter } from "./cpu-meter.ts";

/** The next request of one connection, given the body of the answer before it; undefined ends the connection's work. */
export type Script = (answer: string | undefined) => Buffer | undefined;

export interface Server {
  readonly url: string;
  readonly pid: number;
}

export interface Load {
  readonly server: Server;
  readonly connections: number;
  readonly forMs: number;
  /** One script for each connection. */
  readonly script: (connection: number) => Script;
  /** Throws if an answer is wrong; asked about the first one of every connection. */
  readonly check?: (answer: string) => void;
  /** Whether scripts read answers; if not they are not decoded. */
  readonly readsAnswers?: boolean;
}

export interface Driven extends CpuTimes {
  readonly answers: number;
  readonly perSecond: number;
}

/** Every request that was sent has been answered. Rejects at the first answer that is not 200, or not what it should be. */
export async function drive(load: Load): Promise<Driven> {
  const { hostname, port } = new URL(load.server.url);
  const spent = cpuMeter(load.server.pid);
  const began = performance.now();
  const run: Run = { load, deadline: began + load.forMs, answers: 0, lastAt: began };
  const lines = Array.from(
    { length: load.connections },
    (_, index) => new Line({ host: hostname, port: Number(port) }, load.script(index), run),
  );
  await Promise.all(lines.map((line) => line.ended));
  const perSecond = (run.answers * 1000) / (run.lastAt - began);
  return { answers: run.answers, perSecond, ...spent() };
}

interface Run {
  readonly load: Load;
  readonly deadline: number;
  answers: number;
  lastAt: number;
}

const headEnd = Buffer.from("\r\n\r\n");
const chunksEnd = Buffer.from("0\r\n\r\n");
const nothing = Buffer.alloc(0);
/** All connections read into this: what is left of an answer is copied out before the next read. */
const incoming = Buffer.alloc(256 * 1024);

/** One connection with one request on its way at a time. */
class Line {
  readonly ended: Promise<void>;
  readonly #script: Script;
  readonly #run: Run;
  readonly #socket: Socket;
  #rest: Buffer = nothing;
  #isChecked: boolean;

  constructor(to: { host: string; port: number }, script: Script, run: Run) {
    this.#script = script;
    this.#run = run;
    this.#isChecked = run.load.check === undefined;
    const callback = (length: number): boolean => this.#read(incoming.subarray(0, length));
    const socket = connect({ ...to, noDelay: true, onread: { buffer: incoming, callback } });
    this.#socket = socket;
    this.ended = new Promise((resolve, reject) => {
      socket.on("connect", () => this.#next(undefined));
      socket.on("error", reject);
      socket.on("end", () => reject(new Error("the server closed a connection")));
      socket.on("close", () => resolve());
    });
  }

  #next(answer: string | undefined): void {
    const request = performance.now() < this.#run.deadline ? this.#script(answer) : undefined;
    if (request === undefined) this.#socket.destroy();
    else this.#socket.write(request);
  }

  #read(chunk: Buffer): boolean {
    try {
      const answer = this.#take(chunk);
      if (answer !== undefined) {
        this.#run.answers += 1;
        this.#run.lastAt = performance.now();
        this.#next(answer);
      }
    } catch (error) {
      this.#socket.destroy(error as Error);
    }
    return true;
  }

  /** The body of the answer once it is complete; the empty text in its place if nobody reads it. */
  #take(chunk: Buffer): string | undefined {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const body = bodyOf(data);
    this.#rest = body === undefined && data === chunk ? Buffer.from(chunk) : data;
    if (body === undefined) return undefined;
    this.#rest = nothing;
    if (data.toString("latin1", 0, 12) !== "HTTP/1.1 200") throw new Error(data.toString());
    const { check, readsAnswers } = this.#run.load;
    if (this.#isChecked && readsAnswers !== true) return "";
    const text = body.toString();
    if (!this.#isChecked) check?.(text);
    this.#isChecked = true;
    return text;
  }
}

/** Undefined as long as the answer is not complete. The chunks of a chunked body are left as they are. */
function bodyOf(data: Buffer): Buffer | undefined {
  const headLength = data.indexOf(headEnd);
  if (headLength < 0) return undefined;
  const body = data.subarray(headLength + headEnd.length);
  const length = /\r\ncontent-length: *(\d+)/i.exec(data.toString("latin1", 0, headLength))?.[1];
  const isComplete =
    length === undefined
      ? body.subarray(-chunksEnd.length).equals(chunksEnd)
      : body.length >= Number(length);
  return isComplete ? body : undefined;
}
