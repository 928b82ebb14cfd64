/**
 * Writes text to standard output, no faster than it is read, and no more once that fails: whoever read is gone (`| head`), or there is no
 * room, which the program tells of.
 */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) if (!(await isWritten(piece))) return;
}

/** Waits until a piece is out, or cannot be. */
function isWritten(piece: string): Promise<boolean> {
  return new Promise((resolve) => {
    process.stdout.write(piece, (error) => resolve(error == null));
  });
}
