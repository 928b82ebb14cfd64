/**
 * What code of the user's does that is real although time is simulated, told by the kind of resource that Node makes for it.
 *
 * - A timer of a function that was kept from before, as `const sleep = promisify(setTimeout)` at the top of a module keeps it, or of
 *   `AbortSignal.timeout`: it is put on the simulated clock.
 * - Work that ends by itself, on a file or on another thread (compressing, hashing): the clock waits for it.
 * - What the clock cannot wait for, such as a process or a question to a name server: refused.
 */
import { createHook } from "node:async_hooks";

/** A timer as Node keeps it. These fields have been the same for ten years; where they are not there, it is refused. */
interface RealTimer {
  _idleTimeout: number;
  _onTimeout: ((...args: unknown[]) => unknown) | null | undefined;
  readonly _timerArgs?: readonly unknown[];
  readonly _repeat: number | null;
  readonly unref: () => void;
}

/** A job of node:crypto: a synchronous one gives its error and its outcome when it runs. */
interface Job {
  run: (this: Job) => unknown;
}

/** A compressor, which may be given one chunk after the other. */
interface Compressor {
  write: (this: Compressor, ...args: unknown[]) => unknown;
}

export interface RealWorkWatch {
  /** Whether it is code under test, in simulated time, that runs now. */
  readonly isInside: () => boolean;
  /** Told what the code does that cannot be simulated. */
  readonly refuse: (what: string) => void;
}

/** By type of resource, as of Node 22 to 26. */
const refused: Readonly<Record<string, string>> = {
  WORKER: "starts a worker thread",
  MESSAGEPORT: "sends messages through a port",
  PROCESSWRAP: "starts a process",
  GETADDRINFOREQWRAP: "looks an address up",
  GETNAMEINFOREQWRAP: "looks a name up",
  QUERYWRAP: "asks a name server",
  UDPWRAP: "opens a UDP socket",
  TCPSERVERWRAP: "listens for connections",
  PIPESERVERWRAP: "listens for connections",
  FSEVENTWRAP: "watches a file",
  STATWATCHER: "watches a file",
};

/** Longest that a timer of Node's can wait: never, as runs go. */
const neverMs = 2 ** 31 - 1;
/** From Node 24 on, where hooks cost nothing then. */
const withoutPromises: object = { trackPromises: false };
const clearReal = clearTimeout;
/** By id of the resource: how often it is still to call back. */
const pending = new Map<number, number>();
const onClock = new Set<RealTimer>();
/** What was begun before and goes on when nobody watches any more would never be seen to end. */
let isWatching = false;

/** Whether the clock is to wait. Closing a file is a request of its own kind. */
export function isAtRealWork(): boolean {
  if (pending.size > 0) return true;
  return process
    .getActiveResourcesInfo()
    .some((name) => name.startsWith("FSReq") || name === "CloseReq");
}

/** Watches until the returned function is called. */
export function watchRealWork({ isInside, refuse }: RealWorkWatch): () => void {
  const hook = createHook({
    init: (id, type, _trigger, resource) => {
      if (type === "PROMISE" || !isInside()) return;
      const what = refused[type];
      if (what !== undefined) refuse(what);
      else if (type === "Timeout") simulateTimer(resource as RealTimer, refuse);
      else if (type === "ZLIB") awaitCompressor(id, resource as Compressor);
      else if (type.startsWith("FSREQ")) begin(id);
      else if (type.endsWith("REQUEST") && "run" in resource) awaitJob(id, resource as Job);
    },
    after: end,
    ...withoutPromises,
  });
  hook.enable();
  isWatching = true;
  return () => {
    hook.disable();
    isWatching = false;
    pending.clear();
    for (const timer of onClock) clearReal(timer as unknown as NodeJS.Timeout);
    onClock.clear();
  };
}

/** It is not in Node's list of timers yet: there it waits for ever, and is called by the simulated clock. */
function simulateTimer(timer: RealTimer, refuse: (what: string) => void): void {
  const { _idleTimeout: ms, _onTimeout: callback, _repeat: everyMs } = timer;
  if (typeof ms !== "number" || typeof callback !== "function") return refuse("sets a real timer");
  timer._idleTimeout = neverMs;
  timer.unref();
  onClock.add(timer);
  const isRepeated = typeof everyMs === "number";
  const fire = (): void => {
    const { _onTimeout: act, _timerArgs: args = [] } = timer;
    // Cleared meanwhile.
    const isOver = typeof act !== "function";
    if (isOver) clearInterval(simulated);
    if (isOver || !isRepeated) onClock.delete(timer);
    if (isOver) return;
    if (!isRepeated) clearReal(timer as unknown as NodeJS.Timeout);
    act.apply(timer, [...args]);
  };
  const simulated = isRepeated ? setInterval(fire, ms) : setTimeout(fire, ms);
}

function awaitJob(id: number, job: Job): void {
  const { run } = job;
  job.run = function () {
    const outcome = run.call(this);
    if (!Array.isArray(outcome)) begin(id);
    return outcome;
  };
}

function awaitCompressor(id: number, compressor: Compressor): void {
  const { write } = compressor;
  compressor.write = function (...args) {
    begin(id);
    return write.apply(this, args);
  };
}

function begin(id: number): void {
  if (!isWatching) return;
  pending.set(id, (pending.get(id) ?? 0) + 1);
}

/** Called back. */
function end(id: number): void {
  const count = pending.get(id) ?? 0;
  if (count > 1) pending.set(id, count - 1);
  else pending.delete(id);
}
