/** Different errors that are told; a server that runs for weeks must not fill a disk with one that comes with every request. */
const most = 100;

/**
 * How `convoy serve` tells of its own bugs: each once, on stderr. The server goes on: whoever asked was answered InternalFailure, and
 * nobody else is concerned.
 */
export class Bugs {
  readonly #told = new Set<string>();

  readonly tell = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (this.#told.size >= most || this.#told.has(text)) return;
    this.#told.add(text);
    console.error(`convoy: this is a bug: ${text}`);
  };

  /** For what got past every other place where errors are caught. */
  catchAll(): void {
    process.on("uncaughtException", this.tell);
    process.on("unhandledRejection", this.tell);
  }
}
