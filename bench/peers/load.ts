/** A load generator for HTTP/1.1 on bare sockets: it costs far less than any server it drives, so that it measures the server. */
import { connect, type Socket } from "node:net";

/** The next request of one connection, given the body of the answer before it; undefined ends the connection's work. */
export type Script = (answer: string | undefined) => Buffer | undefined;

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly forMs: number;
  /** One script for each connection. */
  readonly script: (connection: number) => Script;
  /** Whether scripts read answers; if not they are not decoded. */
  readonly readsAnswers?: boolean;
}

/** Answers per second. Rejects at the first answer that is not 200. */
export async function drive(load: Load): Promise<number> {
  const { hostname, port } = new URL(load.url);
  const began = performance.now();
  const run: Run = { deadline: began + load.forMs, answers: 0, lastAt: began };
  const lines = Array.from(
    { length: load.connections },
    (_, index) =>
      new Line(
        connect({ host: hostname, port: Number(port), noDelay: true }),
        load.script(index),
        load.readsAnswers === true,
        run,
      ),
  );
  await Promise.all(lines.map((line) => line.ended));
  return (run.answers * 1000) / (run.lastAt - began);
}

interface Run {
  readonly deadline: number;
  answers: number;
  lastAt: number;
}

const headEnd = Buffer.from("\r\n\r\n");
const chunksEnd = Buffer.from("0\r\n\r\n");

/** One connection with one request on its way at a time. */
class Line {
  readonly ended: Promise<void>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, script: Script, reads: boolean, run: Run) {
    this.ended = new Promise((resolve, reject) => {
      const next = (answer: string | undefined): void => {
        const now = performance.now();
        if (answer !== undefined) {
          run.answers += 1;
          run.lastAt = now;
        }
        const request = now < run.deadline ? script(answer) : undefined;
        if (request === undefined) socket.destroy();
        else socket.write(request);
      };
      socket.on("connect", () => next(undefined));
      socket.on("data", (chunk) => {
        try {
          const answer = this.#take(chunk, reads);
          if (answer !== undefined) next(answer);
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
      socket.on("error", reject);
      socket.on("close", () => resolve());
    });
  }

  /** The body of the answer once it is complete; the empty text in its place if nobody reads it. */
  #take(chunk: Buffer, reads: boolean): string | undefined {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = data;
    const headLength = data.indexOf(headEnd);
    if (headLength < 0) return undefined;
    const head = data.toString("latin1", 0, headLength);
    const bodyStart = headLength + headEnd.length;
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const isComplete =
      length === undefined
        ? data.subarray(-chunksEnd.length).equals(chunksEnd)
        : data.length >= bodyStart + Number(length);
    if (!isComplete) return undefined;
    this.#rest = Buffer.alloc(0);
    if (!head.startsWith("HTTP/1.1 200")) throw new Error(data.toString().slice(0, 1000));
    return reads ? data.toString("utf8", bodyStart) : "";
  }
}
