import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";
import { isCertain } from "./seqs.ts";

/**
 * `duplicate-effect`: an event was processed to its end more than once by one application.
 *
 * Method: the completed events of each truck and application are kept as intervals; an effect on one of them is a duplicate.
 * Each effect after the first counts. Handlers that were abandoned leave no effect and so no duplicate.
 * Limit: none but the bound of `IntervalSet`; on ground it has forgotten nothing is claimed, and the verdict says so.
 */
export const checkDuplicateEffect: CheckFactory = (findings, run) => ({
  name: "duplicate-effect",
  kinds: ["duplicate-effect"],
  needs: ["effects"],
  repetition: (record) => {
    findings.add("duplicate-effect", record.key, record.app, () =>
      evidenceOf(
        record,
        `${eventText(record)} was processed again by ${record.app}, which had completed it before`,
      ),
    );
  },
  close: () => {
    for (const key of run.keys.unfinished()) {
      for (let { app } = key; app !== undefined; app = app.next) {
        if (!isCertain(app.completed)) findings.leaveUnjudged("duplicate-effect");
      }
    }
  },
});
