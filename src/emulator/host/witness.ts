import type { ServiceName } from "../emulator.ts";

/** A request as it meets the service. */
export interface Request {
  readonly service: ServiceName;
  readonly action: string;
  /** As the caller gave it, decoded and not yet checked. */
  readonly input: unknown;
  /** Who signed it: an access key id, or `(unsigned)`. */
  readonly caller: string;
}

/** What is told of one request. */
export interface Sight {
  /** What the service made of it: its output, of a long poll the late one, or an error. */
  readonly performed: (outcome: object) => void;
  /** The answer is on its way to the caller: none of the service's own doing keeps it from getting there. */
  readonly left?: () => void;
  /** An event of an answer that goes on is. */
  readonly event?: (event: object) => void;
}

/** One who looks on and changes nothing, such as a recorder. It must not throw. */
export interface Witness {
  /** A request has arrived. Undefined if nothing about it is of interest. */
  see(request: Request): Sight | undefined;
  /** A program says what it does with what it received. Gives what is wrong with that, if anything is. */
  tell?(said: URLSearchParams): string | undefined;
}
