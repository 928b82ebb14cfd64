import { InputError } from "../errors.ts";

/**
 * Writes text to standard output, no faster than it is read. Whoever reads may stop (`| head`): then the rest is nobody's, and nothing is
 * said of it. Throws InputError when there is no room for it.
 */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    const error = await written(piece);
    if (error === undefined) continue;
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return;
    const message = `standard output cannot be written: ${error.message}`;
    throw new InputError(message, { cause: error });
  }
}

/** Waits until a piece is out; gives the error if it cannot be. */
async function written(piece: string): Promise<Error | undefined> {
  const { stdout } = process;
  return new Promise((resolve) => {
    // The stream tells of an error twice.
    const ignore = (): void => {};
    stdout.once("error", ignore);
    stdout.write(piece, (error) => {
      if (error == null) stdout.off("error", ignore);
      resolve(error ?? undefined);
    });
  });
}
