/**
 * One request and its answer, as every host carries them: the request travels for a while, meets the emulator, perhaps is parked,
 * and its answer travels back. Only the global `setTimeout` and `performance.now`, so it runs in virtual time as it does in real time.
 */
import {
  type Emulator,
  type Journey,
  Parked,
  ServiceError,
  type ServiceName,
  type Signer,
  Subscription,
} from "../emulator.ts";
import type { Wait, Waker } from "./waker.ts";
import type { Sight, Witness } from "./witness.ts";

/** What is asked for. `input` is decoded; if that failed, `unreadable` says how, and is the answer. */
export interface Asked {
  readonly service: ServiceName;
  readonly action: string;
  readonly input: unknown;
  readonly unreadable?: ServiceError;
  /** For whom it is signed, if it says so. */
  readonly signer?: Signer | undefined;
  /** Who signed it, where somebody looks on. */
  readonly caller?: string;
}

/** How the answer gets to the caller. It is encoded when the service gives it and delivered when it has travelled. */
export interface Caller<Wire> {
  /** A Subscription comes this way too: its events follow. */
  encode(output: object): Wire;
  encodeError(error: ServiceError): Wire;
  deliver(wire: Wire): void;
  /** The connection breaks (ECONNRESET): a fault. */
  lose(): void;
  /** The model threw what it should not: a bug. */
  fail(error: unknown): void;
}

export class Exchange<Wire> {
  readonly #emulator: Emulator;
  readonly #waker: Waker;
  readonly #caller: Caller<Wire>;
  #wait: Wait | undefined;
  #parked: Parked | undefined;
  #journey: Journey | undefined;
  readonly #witness: Witness | undefined;
  #sight: Sight | undefined;

  constructor(emulator: Emulator, waker: Waker, caller: Caller<Wire>, witness?: Witness) {
    this.#witness = witness;
    this.#emulator = emulator;
    this.#waker = waker;
    this.#caller = caller;
  }

  start(asked: Asked): void {
    let journey: Journey;
    try {
      journey = this.#emulator.journey(
        asked.service,
        asked.action,
        asked.input,
        this.#waker.nowMs(),
        asked.signer,
      );
    } catch (error) {
      this.#caller.fail(error);
      return;
    }
    this.#journey = journey;
    const { requestMs } = journey;
    if (requestMs <= 0) this.#arrive(asked, journey);
    else this.#wait = this.#waker.after(requestMs, () => this.#arrive(asked, journey));
  }

  /** The caller has gone: a request on its way is not seen by the service, a parked one takes nothing. */
  abandon(): void {
    this.#waker.cancel(this.#wait);
    if (this.#parked === undefined) return;
    this.#parked.cancel();
    this.#parked = undefined;
    this.#waker.plan();
  }

  /** The host is to stop: a parked request is answered now, with nothing. */
  release(): void {
    if (this.#parked === undefined || this.#journey === undefined) return;
    const journey = this.#journey;
    this.abandon();
    this.#guarded(() => this.#return(this.#caller.encode({}), journey));
  }

  #arrive(asked: Asked, journey: Journey): void {
    try {
      if (journey.isRequestLost) this.#caller.lose();
      else if (asked.unreadable !== undefined) {
        this.#return(this.#caller.encodeError(asked.unreadable), journey);
      } else this.#perform(asked, journey);
    } catch (error) {
      this.#caller.fail(error);
    }
  }

  #perform(asked: Asked, journey: Journey): void {
    const { service, action, input, signer, caller: name = "" } = asked;
    const caller = this.#caller;
    this.#sight = this.#witness?.see({ service, action, input, caller: name });
    try {
      const output = this.#emulator.handle(service, action, input, this.#waker.nowMs(), signer);
      if (output instanceof Parked) {
        this.#parked = output;
        output.onReply = (late) => {
          this.#parked = undefined;
          this.#sight?.performed(late);
          // Called while another request is performed, which must not fail for it.
          this.#guarded(() => this.#return(caller.encode(late), journey));
        };
      } else {
        this.#sight?.performed(output);
        const wire = caller.encode(output);
        if (output instanceof Subscription) this.#watchEvents(output);
        this.#return(wire, journey);
      }
    } catch (error) {
      if (error instanceof ServiceError) {
        this.#sight?.performed(error);
        this.#return(caller.encodeError(error), journey);
      } else caller.fail(error);
    }
    this.#waker.plan();
  }

  #watchEvents(subscription: Subscription): void {
    const sight = this.#sight;
    if (sight?.event === undefined) return;
    const { onEvent } = subscription;
    subscription.onEvent = (type, event) => {
      sight.event?.(event);
      onEvent(type, event);
    };
  }

  #return(wire: Wire, journey: Journey): void {
    const { responseMs } = journey;
    if (responseMs <= 0) this.#end(wire, journey);
    else this.#wait = this.#waker.after(responseMs, () => this.#end(wire, journey));
  }

  #end(wire: Wire, { isResponseLost }: Journey): void {
    try {
      if (isResponseLost) this.#caller.lose();
      else {
        this.#sight?.left?.();
        this.#caller.deliver(wire);
      }
    } catch (error) {
      this.#caller.fail(error);
    }
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#caller.fail(error);
    }
  }
}
