/** A service in the place of AWS: the model behind HTTP, with a front that notes every request and may refuse, break or die. */
import { once } from "node:events";
import { Agent, createServer, request as forward, type IncomingHttpHeaders } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { AddressInfo, Socket } from "node:net";

import selfsigned from "selfsigned";

import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { Emulator, type EmulatorOptions } from "../../src/emulator/emulator.ts";
import { type EmulatorServer, serveEmulator } from "../../src/emulator/host/http/server.ts";
import { tameQueue } from "../emulator/rig.ts";

export interface Asked {
  readonly service: "kinesis" | "sqs";
  readonly action: string;
  readonly httpVersion: string;
  /** Access key, date, Region and service that the request was signed for. */
  readonly credential: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
}

/** An error as AWS words it: `type` is the exception's name, `queryCode` what SQS calls it besides. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly queryCode?: string;
}

/**
 * What the front does with a request: nothing (the model answers), an error, a connection that breaks before the model has seen it or
 * after, no answer at all, or an answer that takes its time (the model sees the request then, whether somebody still waits or not).
 */
export type Behaviour = (
  asked: Asked,
) => Refusal | "break" | "lose" | "silent" | { readonly delayMs: number } | undefined;

export const unavailable: Refusal = {
  status: 503,
  type: "ServiceUnavailableException",
  message: "The request has failed due to a temporary failure of the server.",
};

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** Of the certificate, for NODE_EXTRA_CA_CERTS; empty without TLS. */
  readonly certificate: string;
  readonly emulator: Emulator;
  readonly asked: readonly Asked[];
  /** Connections that were opened so far. */
  readonly connections: () => number;
  /** Names of the streams and queues that are there. */
  readonly resources: () => readonly string[];
  /** Names of the actions that were asked for, each once, such as `kinesis:PutRecord`. */
  readonly actions: () => readonly string[];
  behave: Behaviour;
  /** Stops listening and breaks every connection. */
  readonly die: () => Promise<void>;
}

interface Options extends Partial<EmulatorOptions> {
  readonly tls?: boolean;
}

/** Starts one on a free port of loopback. */
export async function startStandIn({ tls = false, ...options }: Options = {}): Promise<StandIn> {
  const emulator = new Emulator({
    seed: 1,
    startMs: Date.now(),
    latency: noLatency,
    standardQueue: tameQueue,
    quotas: "off",
    ...options,
  });
  const model = await serveEmulator(emulator);
  const front = new Front(model);
  const { certificate, port } = await front.listen(tls);
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    certificate,
    emulator,
    asked: front.asked,
    connections: () => front.connections,
    resources: () => resourcesOf(emulator),
    actions: () => [...new Set(front.asked.map(({ service, action }) => `${service}:${action}`))],
    get behave() {
      return front.behave;
    },
    set behave(behaviour) {
      front.behave = behaviour;
    },
    die: () => front.die(),
    [Symbol.asyncDispose]: async () => {
      await front.die();
      await model.close();
    },
  };
}

function resourcesOf(emulator: Emulator): readonly string[] {
  const nowMs = Date.now();
  const { StreamNames } = emulator.handle("kinesis", "ListStreams", {}, nowMs) as {
    StreamNames: readonly string[];
  };
  const { QueueUrls = [] } = emulator.handle("sqs", "ListQueues", {}, nowMs) as {
    QueueUrls?: readonly string[];
  };
  const left = StreamNames.filter((StreamName) => {
    const { StreamDescriptionSummary } = emulator.handle(
      "kinesis",
      "DescribeStreamSummary",
      { StreamName },
      nowMs,
    ) as { StreamDescriptionSummary: { StreamStatus: string } };
    // A stream takes its time to go.
    return StreamDescriptionSummary.StreamStatus !== "DELETING";
  });
  return [...left, ...QueueUrls.map((url) => url.split("/").at(-1) ?? "")];
}

type Server = ReturnType<typeof createServer> | ReturnType<typeof createSecureServer>;

class Front {
  readonly asked: Asked[] = [];
  behave: Behaviour = () => undefined;
  connections = 0;
  readonly #model: EmulatorServer;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(model: EmulatorServer) {
    this.#model = model;
  }

  async listen(tls: boolean): Promise<{ readonly certificate: string; readonly port: number }> {
    const pems = tls ? await loopbackCertificate() : undefined;
    const server =
      pems === undefined
        ? createServer()
        : createSecureServer({ allowHTTP1: true, key: pems.private, cert: pems.cert });
    this.#server = server;
    server.on("connection", (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.on("request", (request: Http2ServerRequest, response: Http2ServerResponse) => {
      void this.#receive(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { certificate: pems?.cert ?? "", port: (server.address() as AddressInfo).port };
  }

  async die(): Promise<void> {
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server?.listening !== true) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }

  async #receive(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const asked = describe(request, body);
    this.asked.push(asked);
    const behaviour = this.behave(asked);
    if (behaviour === undefined) this.#forward(request, response, body);
    else if (behaviour === "break") request.socket.destroy();
    else if (behaviour === "lose") await this.#lose(request, body);
    else if (behaviour === "silent") return;
    else if ("delayMs" in behaviour) await this.#late(request, response, body, behaviour.delayMs);
    else refuse(response, behaviour);
  }

  /** The model carries it out, and the answer is lost. */
  async #lose(request: Http2ServerRequest, body: Buffer): Promise<void> {
    await this.#carryOut(request, body);
    request.socket.destroy();
  }

  async #late(
    request: Http2ServerRequest,
    response: Http2ServerResponse,
    body: Buffer,
    delayMs: number,
  ): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (response.stream?.destroyed === true || request.socket?.destroyed !== false) {
      await this.#carryOut(request, body);
    } else this.#forward(request, response, body);
  }

  /** Nobody hears the answer. */
  #carryOut(request: Http2ServerRequest, body: Buffer): Promise<void> {
    const { method, url: path, headers } = request;
    const { host, connection: _, ...rest } = headers;
    return new Promise((resolve) => {
      forward(
        `${this.#model.url}${path}`,
        { method, headers: { ...rest, host: headers[":authority"] ?? host }, agent: this.#agent },
        (answer) => answer.resume().once("close", resolve),
      )
        .once("error", () => resolve())
        .end(body);
    });
  }

  #forward(request: Http2ServerRequest, response: Http2ServerResponse, body: Buffer): void {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !name.startsWith(":")),
    );
    const host = request.headers[":authority"] ?? request.headers.host;
    const { method, url: path } = request;
    const passed = forward(
      `${this.#model.url}${path}`,
      { method, headers: { ...headers, host }, agent: this.#agent },
      (answer) => {
        const {
          connection: _,
          "transfer-encoding": __,
          "keep-alive": ___,
          ...rest
        } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, rest);
        answer.on("error", () => response.destroy());
        answer.pipe(response);
      },
    );
    passed.on("error", () => request.socket?.destroy());
    response.on("close", () => {
      if (!response.writableFinished) passed.destroy();
    });
    passed.end(body);
  }
}

function describe(request: Http2ServerRequest, body: Buffer): Asked {
  const { headers, httpVersion } = request;
  const [prefix = "", action = ""] = String(headers["x-amz-target"]).split(".");
  const credential = /Credential=([^,]*)/.exec(headers.authorization ?? "")?.[1] ?? "";
  const input = JSON.parse(body.toString() || "{}") as Record<string, unknown>;
  const service = prefix === "AmazonSQS" ? "sqs" : "kinesis";
  return { service, action, httpVersion, credential, input, headers };
}

function refuse(response: Http2ServerResponse, refusal: Refusal): void {
  const { status, type, message, queryCode } = refusal;
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.1",
    ...(queryCode !== undefined && { "x-amzn-query-error": `${queryCode};Sender` }),
  });
  response.end(JSON.stringify({ __type: type, message }));
}

/** Made anew for each server: valid for a day, for this machine. */
function loopbackCertificate() {
  return selfsigned.generate([{ name: "commonName", value: "127.0.0.1" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
    notAfterDate: new Date(Date.now() + 24 * 3600 * 1000),
  });
}
