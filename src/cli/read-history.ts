import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

import { InputError } from "../errors.ts";
import { decodeHistory } from "../history/history-file.ts";
import type { HistorySink } from "../history/record.ts";

/** Gives every record of a history file to the sink, in order. Throws InputError naming file, line and field. */
export async function readHistoryFile(file: string, sink: HistorySink): Promise<void> {
  const input = createReadStream(file, "utf8");
  const unreadable = new Promise<never>((_, reject) => {
    input.once("error", (error) =>
      reject(new InputError(`${file}: cannot be read: ${error.message}`, { cause: error })),
    );
  });
  const reading = async (): Promise<void> => {
    for await (const record of decodeHistory(createInterface({ input }), file)) sink.add(record);
  };
  await Promise.race([reading(), unreadable]);
}
