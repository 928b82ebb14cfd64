import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";

/**
 * `key-overlap`: a consumer began an event of a truck while another consumer of the same application was inside a handler of
 * that truck (scope `fleet`: of any truck). Whatever a handler keeps per truck is then written by two at once.
 *
 * Method: per truck and application, the consumers inside and how many handlers each has at work (see `Inside`); a start is compared
 * with them. Each start that overlaps counts. A consumer leaves with an effect, an `abandon` or a `crash`: a history without
 * those makes it look as if the consumer were still inside. Memory is proportional to the consumers inside one truck at once.
 */
export const checkKeyOverlap: CheckFactory = (findings) => ({
  name: "key-overlap",
  kinds: ["key-overlap"],
  needs: ["starts"],
  overlap: (record, { overlap }) => {
    if (overlap === undefined) return;
    findings.add("key-overlap", record.key, record.app, () =>
      evidenceOfPair(
        record,
        overlap.last,
        `${eventText(record)} was started while ${overlap.consumer} was still inside ${eventText(overlap.last)}`,
      ),
    );
  },
});
