/** Which of the model's assumptions a figure rests on: as a report marks it, and a sensitivity run varies it. */
import { type Assumption, assumptions, type Figure } from "../emulator/assumed/assumptions.ts";
import type { PlainScenario } from "./plain-scenario.ts";
import type { RunResult } from "./run-result.ts";

export type { Figure } from "../emulator/assumed/assumptions.ts";

/** Columns that say whether order was kept. */
export const orderFigures: readonly Figure[] = [
  "duplicate_effect",
  "nonmonotonic_send",
  "nonmonotonic_effect",
  "overtake",
];

/** The assumptions behind a run, or behind some of its figures; none where it was measured. */
export function assumptionsBehind(
  { evidence, setup }: Pick<RunResult, "evidence" | "setup">,
  figures?: readonly Figure[],
): readonly Assumption[] {
  if (evidence !== "modelled" || setup === undefined) return [];
  return assumptions.filter(
    (assumption) =>
      isAbout(assumption, setup.scenario) &&
      assumption.figures.some((figure) => figures?.includes(figure) ?? true),
  );
}

/** An assumption as a report explains it. */
export interface Resting extends Pick<Assumption, "name" | "what" | "source" | "confidence"> {
  /** What marks the figures that rest on it. */
  readonly mark: string;
}

/** Everything that any figure of these runs rests on, in the order of the marks. */
export function restingOf(runs: readonly RunResult[]): readonly Resting[] {
  const behind = new Set(runs.flatMap((run) => assumptionsBehind(run)));
  return assumptions
    .filter((assumption) => behind.has(assumption))
    .map(({ name, what, source, confidence }) => ({
      mark: markOf(name),
      name,
      what,
      source,
      confidence,
    }));
}

/** A letter for each assumption, the same in every report. */
export function markOf(name: string): string {
  const index = assumptions.findIndex((assumption) => assumption.name === name);
  return letters[index] ?? "?";
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Whether anything in the scenario asks for what is assumed. */
function isAbout({ name, designs }: Assumption, { design, faults }: PlainScenario): boolean {
  const isConcerned = designs.some((concerned) => {
    if (concerned === "kinesis-polling") return readOf(design) === "shared";
    if (concerned === "kinesis-fan-out") return readOf(design) === "fan-out";
    return design.service === concerned;
  });
  return isConcerned && (narrower[name]?.({ design, faults }) ?? true);
}

function readOf(design: Asked["design"]): "shared" | "fan-out" | undefined {
  return design.service === "kinesis" ? design.read : undefined;
}

type Asked = Pick<PlainScenario, "design" | "faults">;

/** What an assumption's designs leave open: custom code may call anything. */
const narrower: Readonly<Record<string, (asked: Asked) => boolean>> = {
  "kinesis-put-record": ({ design }) => design.producer.kind !== "batched",
  "kinesis-put-records": ({ design }) => hasBatches(design),
  "write-refusal": ({ design }) => hasBatches(design),
  reshard: ({ faults }) => faults.some(({ kind }) => kind === "reshard"),
};

function hasBatches({ producer }: Asked["design"]): boolean {
  return producer.kind === "batched" || producer.kind === "custom";
}
