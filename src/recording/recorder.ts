/**
 * Writes what a server sees into histories, one for each stream or queue. It looks on at the requests that the service performs, and
 * hands each to who knows its action.
 */
import type { DeadLetters } from "../emulator/emulator.ts";
import type { Request, Sight, Witness } from "../emulator/host/witness.ts";
import { kinesisSights } from "./kinesis-sights.ts";
import { isRecord } from "./members.ts";
import { type Look, type RecorderOptions, Recordings, type Server } from "./recordings.ts";
import { sqsSights } from "./sqs-sights.ts";
import { tellWork } from "./told-work.ts";

const looks: Readonly<Record<Request["service"], ReadonlyMap<string, Look>>> = {
  kinesis: kinesisSights,
  sqs: sqsSights,
};

export class Recorder implements Witness {
  readonly #recordings: Recordings;
  readonly #warn: (text: string) => void;
  #isBroken = false;

  constructor(options: RecorderOptions) {
    this.#recordings = new Recordings(options);
    this.#warn = options.warn;
  }

  /** To be called before the first request. */
  attach(server: Server): void {
    this.#recordings.attach(server);
  }

  see(request: Request): Sight | undefined {
    const look = this.#isBroken ? undefined : looks[request.service].get(request.action);
    const { input } = request;
    if (look === undefined || !isRecord(input)) return undefined;
    const sight = this.#guarded(() => look(this.#recordings, { ...request, input }));
    if (sight === undefined) return undefined;
    const { performed, left, event } = sight;
    return {
      performed: (outcome) => this.#guarded(() => performed(outcome)),
      ...(left && { left: () => this.#guarded(left) }),
      ...(event && { event: (one: object) => this.#guarded(() => event(one)) }),
    };
  }

  tell(said: URLSearchParams): string | undefined {
    return this.#guarded(() => tellWork(this.#recordings, said));
  }

  /** To be told of messages that the service moves by itself. */
  readonly deadLetters = ({ source, messages }: DeadLetters): void => {
    this.#guarded(() => {
      for (const { messageId: id } of messages) {
        this.#recordings.deadLetters.set(id, true);
        this.#recordings.known(source)?.deadLetter(id, source);
      }
    });
  };

  /** Ends every history. */
  close(): void {
    this.#guarded(() => this.#recordings.endAll());
  }

  /** Whatever goes wrong here must not reach a caller of the service; and a history that is not whole gets no end. */
  #guarded<T>(act: () => T): T | undefined {
    if (this.#isBroken) return undefined;
    try {
      return act();
    } catch (error) {
      this.#isBroken = true;
      this.#warn(`this is a bug, and recording ends here: ${(error as Error).stack}`);
      return undefined;
    }
  }
}
