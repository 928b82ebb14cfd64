import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";

/**
 * `corrupt`: what arrived is not what was sent.
 *
 * Method: a delivery is corrupt if the payload's own checksum failed (`intact` is false), or if its size or checksum differs from
 * that of the event's send. Each such delivery counts. An event sent twice with different payloads may arrive as either.
 * Limit: sizes and checksums are remembered of the events under way and of the latest 256 that a truck sent; an older one that is
 * delivered again, or to an application that came late, is judged by `intact` alone.
 */
export const checkCorrupt: CheckFactory = (findings) => ({
  name: "corrupt",
  delivery: (record, { key }) => {
    const { seq, bytes, checksum, intact } = record;
    const sent = intact ? key.events.find(seq) : undefined;
    const isSame =
      sent === undefined || sent.isMixed || (sent.bytes === bytes && sent.checksum === checksum);
    if (intact && isSame) return;
    findings.add("corrupt", record.key, record.app, () =>
      evidenceOf(
        record,
        `${eventText(record)} arrived with ${bytes} bytes and checksum ${checksum}, ${intact ? "which is not what was sent" : "and its own checksum does not match"}`,
      ),
    );
  },
});
