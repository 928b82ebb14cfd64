import { cureOf, type FailurePair, type FailureSide } from "../../result/failure-pairs.ts";
import { shellText } from "../../result/replay.ts";
import { timelineText } from "../assertions/timeline-text.ts";
import { whole } from "../whole.ts";

/** docs/FAILURES.md: every pair of the failure library, with the timeline of a truck whose order broke. */
export function failuresPage(pairs: readonly FailurePair[]): string {
  return [
    "# Where order is lost",
    "",
    "Written by `npm run failures` from the runs of `convoy bench --suite failures` with seed 1; every figure is modelled. A pair is two scenario files in [scenarios/failures](../scenarios/failures): a design that breaks, and the same design with its cure. What happens is made to happen by a fault with a condition or a probability that leaves nothing to luck: the broken side shows its anomaly with every seed, the cure none.",
    "",
    "Figures are of the design that breaks, then of the one that holds: events done per second, milliseconds from due to done (p50, p99; - where the backlog grew to the end), most consumers at work at once, dollars per million events by list price.",
    "",
    "| what happens | anomaly | cure | events/s | p50 | p99 | at work | $/M |",
    "|---|---|---|---|---|---|---|---|",
    ...pairs.flatMap(tableRows),
    "",
    ...pairs.flatMap(section),
  ].join("\n");
}

function tableRows({ what, breaks, holds }: FailurePair): readonly string[] {
  const [first] = breaks;
  return holds.map((side, index) => {
    const before = first!.figures;
    const after = side.figures;
    const figures = [
      change(whole(before.eventsPerS), whole(after.eventsPerS)),
      change(whole(before.e2eP50Ms), whole(after.e2eP50Ms)),
      change(whole(before.e2eP99Ms), whole(after.e2eP99Ms)),
      change(whole(before.active), whole(after.active)),
      change(cents(before.costUsdPerMillion), cents(after.costUsdPerMillion)),
    ];
    const left = index === 0 ? [`[${what}](#${what})`, first!.found] : ["", ""];
    return `| ${[...left, cureOf(side), ...figures].join(" | ")} |`;
  });
}

function section({ what, breaks, holds }: FailurePair): readonly string[] {
  const broken = breaks.find((side) => side.broken !== undefined);
  return [
    `## ${what}`,
    "",
    ...breaks.flatMap((side) => [sentence(side, "Breaks"), ""]),
    ...holds.flatMap((side) => [sentence(side, "Holds"), ""]),
    ...(broken === undefined ? [] : timelineOf(broken)),
  ];
}

function sentence({ name, summary, found }: FailureSide, word: string): string {
  const file = `[\`${name}\`](../scenarios/failures/${name}.ts)`;
  const shown = found === "none" ? "nothing is wrong" : found;
  return `**${word}** (${file}): ${summary} Found: ${shown}.`;
}

function timelineOf({ broken, replay }: FailureSide): readonly string[] {
  if (broken === undefined) return [];
  return [
    `One truck of it, ${broken.key}: ${broken.detail}. Again: \`${shellText(replay)}\`.`,
    "",
    "```",
    ...timelineText(broken),
    "```",
    "",
  ];
}

function change(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`;
}

function cents(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(2);
}
