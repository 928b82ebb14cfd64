import type { DeliveryRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";
import { printOf } from "./payload-ring.ts";
import type { SentEvent } from "./sent-event.ts";

/**
 * `corrupt`: what arrived is not what was sent.
 *
 * Method: a delivery is corrupt if the payload's own checksum failed (`intact` is false), if nobody could read which event it is, or if
 * its size or checksum differs from that of every send of the event. Each such delivery counts.
 * Limits: where neither send nor delivery says what the payload is like, only `intact` is judged. Payloads are remembered of the events
 * under way and of the latest that a truck sent, 256 where trucks are few; one that is delivered again later, or to an application
 * that nobody knew of, is left unjudged, and the verdict says so.
 */
export const checkCorrupt: CheckFactory = (findings) => ({
  name: "corrupt",
  kinds: ["corrupt"],
  needs: ["sends", "deliveries"],
  delivery: (record, { key, isSent, sent }) => {
    const { bytes, checksum, intact } = record;
    if (intact === false || record.seq < 0) {
      findings.add("corrupt", record.key, record.app, () =>
        evidenceOf(
          record,
          `${eventText(record)} arrived with ${payloadText(record)}, and its own checksum does not match`,
        ),
      );
      return;
    }
    const memo = sent === undefined && isSent ? key.payloads?.memoOf(record.seq) : undefined;
    const isComparable =
      sent === undefined
        ? memo !== undefined && memo >= 0 && printOf(bytes, checksum) >= 0
        : canCompare(sent, record);
    const isOther =
      isComparable &&
      (sent === undefined ? memo !== printOf(bytes, checksum) : !isSame(sent, bytes, checksum));
    if (isOther && sent?.isForgotten === true) findings.leaveUnjudged("corrupt");
    else if (isOther) {
      findings.add("corrupt", record.key, record.app, () =>
        evidenceOf(
          record,
          `${eventText(record)} arrived with ${payloadText(record)}, which is not what was sent`,
        ),
      );
    } else if (!isComparable && isSent) {
      // A memo of -1 says that no send described the payload.
      const isForgotten =
        (sent === undefined ? memo !== -1 : sent.isForgotten) &&
        (bytes !== undefined || checksum !== undefined);
      if (isForgotten || intact === undefined) findings.leaveUnjudged("corrupt");
    }
  },
});

function canCompare(sent: SentEvent, { bytes, checksum }: DeliveryRecord): boolean {
  return (
    (sent.bytes !== undefined && bytes !== undefined) ||
    (sent.checksum !== undefined && checksum !== undefined)
  );
}

function isSame(sent: SentEvent, bytes: number | undefined, checksum: number | undefined): boolean {
  if (isLike(sent, bytes, checksum)) return true;
  return sent.more?.payloads?.some((payload) => isLike(payload, bytes, checksum)) === true;
}

/** Whether a payload may be this one, as far as both are described. */
function isLike(
  sent: Pick<SentEvent, "bytes" | "checksum">,
  bytes: number | undefined,
  checksum: number | undefined,
): boolean {
  if (sent.bytes !== bytes && sent.bytes !== undefined && bytes !== undefined) return false;
  return sent.checksum === checksum || sent.checksum === undefined || checksum === undefined;
}

function payloadText({ bytes, checksum }: DeliveryRecord): string {
  const size = bytes === undefined ? "a payload" : `${bytes} bytes`;
  return checksum === undefined ? size : `${size} and checksum ${checksum}`;
}
