/**
 * Loaded before an emulator from npm in its own process. Whatever port and interface the emulator asks for, it gets a free port
 * on loopback, which is told to the parent; and it ends when the parent does, however that ends.
 */
import { Server } from "node:net";

/** What a child tells its parent about each server it opened. */
export interface Listening {
  /** What it would have listened on. */
  readonly askedPort: number;
  /** What it listens on instead. */
  readonly port: number;
}

// oxlint-disable-next-line typescript/unbound-method -- called with `this` below
const { listen } = Server.prototype;

function listenOnLoopback(this: Server, ...args: readonly unknown[]): Server {
  const [asked] = args;
  const askedPort = Number(
    typeof asked === "object" && asked !== null && "port" in asked ? asked.port : asked,
  );
  const listener = args.find((argument) => typeof argument === "function") as
    | (() => void)
    | undefined;
  this.once("listening", () => {
    const address = this.address();
    if (address === null || typeof address === "string") return;
    const message: Listening = { askedPort, port: address.port };
    process.send?.(message);
  });
  return listen.call(this, { port: 0, host: "127.0.0.1" }, listener);
}

Server.prototype.listen = listenOnLoopback;
// A parent that is killed cannot stop its children, but the channel to them closes with it.
// kinesis-local lives on after `process.exit`.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
