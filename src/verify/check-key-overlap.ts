import type { CheckFactory } from "./check.ts";
import type { Happening } from "./claim.ts";
import { isWorkerOf } from "./crashes.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";

/**
 * `key-overlap`: a consumer began an event of a truck while another consumer of the same application was inside a handler of
 * that truck (scope `fleet`: of any truck). Whatever a handler keeps per truck is then written by two at once.
 *
 * Method: per truck and application, the consumers inside and how many handlers each has at work (see `Inside`); a start is compared
 * with them. Each start that overlaps counts. A consumer leaves with an effect, an `abandon` or a `crash`: a history without
 * those makes it look as if the consumer were still inside. Memory is proportional to the consumers inside one truck at once.
 * Between recorders a claim waits until the other consumer leaves, or dies, surely later than the start.
 */
export const checkKeyOverlap: CheckFactory = (findings, run) => ({
  name: "key-overlap",
  kinds: ["key-overlap"],
  needs: ["starts"],
  overlap: (record, { overlap, order }) => {
    if (overlap?.last === undefined || !run.clocks.isSurelyBefore(overlap.last, record)) return;
    const { consumer, last } = overlap;
    if (!run.nearness.isSurelyAlive(record.app, last)) return;
    run.nearness.claim(order, {
      record,
      isOverBy: (happening) =>
        happening.type === "crash"
          ? isWorkerOf(consumer, happening.consumer)
          : isEnd(happening) && happening.consumer === consumer,
      confirm: () => {
        findings.add("key-overlap", record.key, record.app, () =>
          evidenceOfPair(
            record,
            last,
            `${eventText(record)} was started while ${consumer} was still inside ${eventText(last)}`,
          ),
        );
      },
    });
  },
});

function isEnd({ type }: Happening): boolean {
  return type === "effect" || type === "abandon";
}
