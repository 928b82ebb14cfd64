/** What a target does otherwise than AWS, as far as one design's figures depend on it. */
import type { Design } from "../scenario/scenario.ts";
import type { Answer, FidelityProfile } from "./probe.ts";
import { questions } from "./questions.ts";

/** Something that is not as on AWS, or that nobody knows, and the figures that then say little. */
export interface Doubt extends Answer {
  readonly answer: Exclude<Answer["answer"], "yes">;
  readonly touches: readonly ("order" | "traffic")[];
}

/** What makes this design's comparison meaningless or doubtful; "unclear" counts: nobody knows. */
export function caveatsFor(design: Design, { answers }: FidelityProfile): readonly Doubt[] {
  return answers.flatMap((given) => {
    const { answer, rule } = given;
    if (answer === "yes" || !concerns(rule, design)) return [];
    const touches = questions.find((question) => question.rule === rule)?.touches ?? [];
    return [{ ...given, answer, touches }];
  });
}

function concerns(rule: string, design: Design): boolean {
  if (design.service === "sqs-standard") return false;
  if (design.service === "sqs-fifo") {
    if (!rule.startsWith("sqs-fifo-")) return false;
    const isHighThroughput = design.highThroughput === true;
    if (rule === "sqs-fifo-deduplication-scope-group") return isHighThroughput;
    if (rule === "sqs-fifo-deduplication-scope-queue") return !isHighThroughput;
    return rule !== "sqs-fifo-300-per-second" || !isHighThroughput;
  }
  // No scenario reshards yet, and those that read by enhanced fan-out say so.
  if (rule === "kinesis-closed-shard-ends") return false;
  if (rule === "kinesis-subscribe-pushes") return "read" in design && design.read === "fan-out";
  return rule.startsWith("kinesis-");
}
