import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";

/**
 * `corrupt`: what arrived is not what was sent.
 *
 * Method: a delivery is corrupt if the payload's own checksum failed (`intact` is false), or if its size or checksum differs from
 * that of the event's send. Each such delivery counts.
 * Limit: sizes and checksums are remembered for the latest 256 events that a truck sent; further back only `intact` is judged.
 */
export const checkCorrupt: CheckFactory = (findings) => ({
  name: "corrupt",
  delivery: (record, { key }) => {
    const { seq, bytes, checksum, intact } = record;
    if (intact && !key.payloads.differs(seq, bytes, checksum)) return;
    findings.add("corrupt", record.key, record.app, () =>
      evidenceOf(
        record,
        `${eventText(record)} arrived with ${bytes} bytes and checksum ${checksum}, ${intact ? "which is not what was sent" : "and its own checksum does not match"}`,
      ),
    );
  },
});
