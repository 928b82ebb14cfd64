import type { ClockKind } from "../clock/clock.ts";
import { invocation } from "../invocation.ts";
import { optionOf, type Override, overrideWords, shellWord } from "../scenario/overrides.ts";
import type { TargetAddress } from "../targets/target.ts";

interface Replayed {
  /** What `--scenario` takes for it. */
  readonly scenario: string;
  readonly seed: number;
  readonly target: TargetAddress;
  readonly clock: ClockKind;
  readonly overrides: readonly Override[];
}

/** The command that repeats a run, without the word `convoy`. */
export function replayCommand(run: Replayed): readonly string[] {
  const { kind, kinesisEndpoint, sqsEndpoint, latency } = run.target;
  const isGiven = kind === "endpoint" || kind === "aws";
  return [
    "bench",
    ...option("scenario", run.scenario),
    ...option("seed", run.seed),
    ...option("target", kind),
    ...option("kinesis-endpoint", isGiven ? kinesisEndpoint : undefined),
    ...option("sqs-endpoint", isGiven ? sqsEndpoint : undefined),
    ...option("clock", kind === "embedded" && run.clock === "real" ? "real" : undefined),
    ...option("latency", latency?.name),
    ...overrideWords(run.overrides),
  ];
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}`, String(value)];
}

/** The options that made these overrides, each as one types it into a shell. */
export function overrideOptions(overrides: readonly Override[]): readonly string[] {
  return [...new Set(overrides.map(optionOf))];
}

/** A command as one types it into a shell. */
export function shellText(words: readonly string[]): string {
  return invocation(words.map(shellWord).join(" "));
}
