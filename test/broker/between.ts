/** The embedded model with a test between the clients and the service: it sees each request, and may answer it in place of the model. */
import { startEmbedded } from "../../src/targets/embedded.ts";
import type { Target, TargetOptions } from "../../src/targets/target.ts";
import type { Place } from "./channel-rig.ts";

export interface Asked {
  /** `PutRecord` … */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** That of this request alone. */
  readonly signal: AbortSignal | undefined;
}

/** `pass` asks the model. */
export type Between = (asked: Asked, pass: () => Promise<object>) => Promise<object>;

export function placeBetween(between: Between, changes: Partial<Target> = {}): Place {
  return {
    clock: "virtual",
    connect: async (options) => ({ ...startBetween(between, options), ...changes }),
  };
}

export function startBetween(between: Between, options: TargetOptions): Target {
  const target = startEmbedded(options);
  return {
    ...target,
    kinesis: (user) => standBefore(target.kinesis(user), between),
    sqs: (user) => standBefore(target.sqs(user), between),
  };
}

type Send = (
  command: { readonly input: object },
  options?: { readonly abortSignal?: AbortSignal },
) => Promise<object>;

function standBefore<Client extends object>(client: Client, between: Between): Client {
  const sending = client as { send: Send };
  const send = sending.send.bind(client);
  sending.send = (command, options) => {
    const action = command.constructor.name.replace(/Command$/, "");
    const input = command.input as Asked["input"];
    return between({ action, input, signal: options?.abortSignal }, () => send(command, options));
  };
  return client;
}

/** Passes everything on, and notes it. */
export function noting(asked: Asked[]): Between {
  return (one, pass) => {
    asked.push(one);
    return pass();
  };
}

/** Answers this action so, and passes on what it leaves open. */
export function answering(
  action: string,
  answer: (asked: Asked, pass: () => Promise<object>) => Promise<object | undefined>,
): Between {
  return async (asked, pass) => {
    if (asked.action !== action) return pass();
    return (await answer(asked, pass)) ?? pass();
  };
}

/** Never answers this action: the request ends with its signal, or nobody ends it for a minute. Tells when it is asked. */
export function silentAt(action: string, told: () => void = () => {}): Between {
  return (asked, pass) => {
    if (asked.action !== action) return pass();
    told();
    return new Promise((_, reject) => {
      const end = (): void => reject(Object.assign(new Error("ended"), { name: "AbortError" }));
      asked.signal?.addEventListener("abort", end);
      setTimeout(() => reject(new Error("nobody ended it")), 60_000);
    });
  };
}
