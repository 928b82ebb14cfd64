import { crc32 } from "node:zlib";

import type { DeliveryRecord } from "../history/record.ts";

/** What each application read, in a number: equal when they got the same bytes at the same positions in the same order per truck. */
export class ReadingDigests {
  readonly #apps = new Map<string, Map<string, number>>();

  add({ app, key, lane, position, seq, checksum }: DeliveryRecord): void {
    let trucks = this.#apps.get(app);
    if (trucks === undefined) {
      trucks = new Map();
      this.#apps.set(app, trucks);
    }
    const read = `${lane}/${position}/${seq}/${checksum}`;
    trucks.set(key, crc32(read, trucks.get(key) ?? 0));
  }

  close(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#apps].map(([app, trucks]) => [
        app,
        // Trucks are put in order first: between trucks there is no order to compare.
        crc32(
          [...trucks]
            .map(([key, digest]) => `${key}=${digest}`)
            .sort()
            .join("\n"),
        ),
      ]),
    );
  }
}
