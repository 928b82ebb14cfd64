/**
 * Code that makes its own SDK client, often at the top of a module, in a run: its requests reach the run's service as if it had been given
 * a client, and no other service at all.
 *
 * Method: while code of the user's runs, `send` of the SDK's clients is replaced by one that sends through a client of the run. Whose
 * code it is, is told by the asynchronous context it runs in. The run's client has the retry settings of the user's own; the rest of
 * that client's configuration (credentials, Region, endpoint, middleware of its own) has no effect.
 *
 * Where it ends: the copies of `@aws-sdk/client-kinesis` and `@aws-sdk/client-sqs` (version 3) that Convoy itself and the folder it was
 * started in resolve to; commands of an old one (before 3.447) are made anew, so that their errors are of Convoy's classes. Whatever else would open a connection under virtual time (version 2 of the SDK, other services, `fetch`, another
 * copy of the SDK) is refused, with an error that names the address. Files may be read (see files-at-once.ts); for what else is real, see
 * real-work.ts.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { join } from "node:path";

import * as kinesis from "@aws-sdk/client-kinesis";
import * as sqs from "@aws-sdk/client-sqs";

import type { Connection, RetrySettings } from "../broker/broker.ts";
import { isTapped } from "../client/tap/tap.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { InputError } from "../errors.ts";
import { filesAtOnce } from "./files-at-once.ts";
import { watchRealWork } from "./real-work.ts";
import { seedCrypto } from "./seeded-crypto.ts";
import { keepTimersInside } from "./timers-inside.ts";

/** What code of the user's is inside of. */
interface Inside {
  readonly connection: Connection;
  /** Under virtual time: told of what cannot be simulated, and of what a callback of a timer throws, which nobody else would catch. */
  readonly refuse: ((error: unknown) => void) | undefined;
}

const inside = new AsyncLocalStorage<Inside>();

/** Runs code of the user's as one instance of the run. */
export function runInside<T>(where: Inside, code: () => T): T {
  return inside.run(where, code);
}

/** A callback that runs inside of what is inside now. */
function keepInside<F extends (...args: never[]) => unknown>(callback: F): F {
  const here = inside.getStore();
  if (here === undefined) return callback;
  return ((...args: never[]) => {
    try {
      return inside.run(here, () => callback(...args));
    } catch (error) {
      if (here.refuse === undefined) throw error;
      here.refuse(error);
      return undefined;
    }
  }) as F;
}

/** The parts of a client that are read here. */
interface SomeClient {
  readonly config: {
    readonly serviceId: string;
    readonly maxAttempts?: number | string | (() => Promise<number>);
    readonly retryMode?: string | (() => Promise<string>);
  };
}

interface Sending {
  send: (this: SomeClient, ...args: unknown[]) => unknown;
}

const services: Readonly<Record<string, ServiceName>> = { Kinesis: "kinesis", SQS: "sqs" };
const users = new Set<symbol>();
let giveBack = (): void => {};

/** Takes the clients over until disposed; several users at once share it. */
export function takeOverClients(): Disposable {
  if (users.size === 0) giveBack = replaceAll();
  const user = Symbol("a run");
  users.add(user);
  return {
    [Symbol.dispose]: () => {
      if (users.delete(user) && users.size === 0) giveBack();
    },
  };
}

/** After a run that never came to its own end: as if every user had disposed. */
export function giveBackClients(): void {
  if (users.size === 0) return;
  users.clear();
  giveBack();
}

function replaceAll(): () => void {
  const undos = [...clientPrototypes()].map(([prototype, isOld]) => replaceSend(prototype, isOld));
  undos.push(
    replaceConnect(),
    keepTimersInside(keepInside),
    filesAtOnce(isSimulated),
    seedCrypto(isSimulated),
    watchRealWork({ isInside: isSimulated, refuse }),
  );
  return () => {
    for (const undo of undos) undo();
  };
}

function replaceSend(prototype: Sending, isOld: boolean): () => void {
  const original = prototype.send;
  prototype.send = function (...args) {
    const here = inside.getStore();
    const service = services[this.config.serviceId];
    if (here === undefined || service === undefined || isTapped(this)) {
      return original.apply(this, args);
    }
    return retriesOf(this).then((retries) => {
      const client = here.connection.inPlaceOf(this, service, retries);
      if (!isOld) return original.apply(client as SomeClient, args);
      const [command, ...others] = args;
      const ours = client as SomeClient & Sending;
      return ours.send(ofToday(service, command as object), ...others);
    });
  };
  return () => {
    prototype.send = original;
  };
}

/** A command of an old copy, as this copy has it. */
function ofToday(service: ServiceName, command: object): object {
  const commands = { kinesis, sqs }[service] as Readonly<Record<string, unknown>>;
  const Command = commands[command.constructor.name];
  if (typeof Command !== "function") return command;
  return Reflect.construct(Command, [(command as { readonly input: object }).input]) as object;
}

const settings = new WeakMap<SomeClient, Promise<RetrySettings>>();

/** As its constructor, the environment or a profile says. */
function retriesOf(client: SomeClient): Promise<RetrySettings> {
  const known = settings.get(client) ?? readRetries(client);
  settings.set(client, known);
  return known;
}

async function readRetries({ config }: SomeClient): Promise<RetrySettings> {
  // Of an old copy it may be a value.
  const most = config.maxAttempts;
  const given = typeof most === "function" ? await most() : most;
  const maxAttempts = given === undefined ? undefined : Number(given);
  const mode = config.retryMode;
  const retryMode = typeof mode === "function" ? await mode() : mode;
  return {
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(retryMode !== undefined && { retryMode }),
  };
}

/** Whether it is code of the user's, under virtual time, that runs now. */
function isSimulated(): boolean {
  return inside.getStore()?.refuse !== undefined;
}

/** Ends the run; the error is also for the code itself. */
function refuse(what: string): InputError {
  const error = new InputError(
    `the code under test ${what}, which cannot be simulated: in virtual time it may use Kinesis and SQS through the SDK for JavaScript v3, and files`,
  );
  inside.getStore()?.refuse?.(error);
  return error;
}

interface Connecting {
  connect: (this: Socket, ...args: unknown[]) => Socket;
}

function replaceConnect(): () => void {
  const sockets = Socket.prototype as unknown as Connecting;
  const original = sockets.connect;
  sockets.connect = function (...args) {
    if (!isSimulated()) return original.apply(this, args);
    throw refuse(`opens a connection to ${addressOf(args)}`);
  };
  return () => {
    sockets.connect = original;
  };
}

/** `connect` takes options, a port and a host, or a path; or a list of such, as Node itself calls it. */
function addressOf(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) {
    const { host, port, path } = first as { host?: string; port?: number | string; path?: string };
    return host === undefined && typeof path === "string"
      ? path
      : `${host ?? "localhost"}:${port ?? "?"}`;
  }
  return typeof second === "string" ? `${second}:${String(first)}` : String(first);
}

/** From this version 3.x on a command of another copy can be sent by a client of this one. Before, SQS spoke XML. */
const oldestAlike = 447;

/** Of every copy of the two clients that can be found: the class from which both are made, and whether its commands are too old. */
function clientPrototypes(): ReadonlyMap<Sending, boolean> {
  const baseOf = ({ prototype }: { readonly prototype: object }): Sending =>
    Object.getPrototypeOf(prototype) as Sending;
  const found = new Map<Sending, boolean>();
  const fromHere = createRequire(join(process.cwd(), "package.json"));
  for (const [name, client] of [
    ["@aws-sdk/client-kinesis", "KinesisClient"],
    ["@aws-sdk/client-sqs", "SQSClient"],
  ] as const) {
    try {
      const copy = fromHere(name) as Readonly<Record<string, { prototype: object } | undefined>>;
      const { version } = fromHere(`${name}/package.json`) as { readonly version: string };
      const Client = copy[client];
      const isOld = Number(version.split(".")[1]) < oldestAlike;
      if (Client !== undefined) found.set(baseOf(Client), isOld);
    } catch {
      // The project has none of its own.
    }
  }
  for (const Client of [kinesis.KinesisClient, sqs.SQSClient]) found.set(baseOf(Client), false);
  return found;
}
