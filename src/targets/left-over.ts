/** What may be left on a target, in words and as data: what it is, why, what it costs, and what removes it. */
import { priceLevelOf } from "../cost/prices.ts";
import { invocation } from "../invocation.ts";
import type { Entry } from "./ledger.ts";
import type { TargetAddress } from "./target.ts";

/** For `run.json` and `--json`. */
export interface LeftOver {
  readonly what: string;
  readonly why: string;
  /** By list price; absent where nobody bills. */
  readonly usdPerDay?: number;
  /** The command that removes it. */
  readonly removeWith: string;
}

export function leftOver(entries: readonly Entry[], address: TargetAddress): readonly LeftOver[] {
  const isBilled = address.kind === "aws";
  return entries.map(({ kind, name, state, reason, usdPerDay, endpoint }) => ({
    what: `${kind} ${name}`,
    why:
      reason ?? (state === "asked" ? "it was asked for, and may be there" : "it was not deleted"),
    ...(isBilled && { usdPerDay: Number(usdPerDay.toFixed(4)) }),
    removeWith: removalCommand(addressAt(address, kind, endpoint)),
  }));
}

/** A design may have an endpoint of its own. */
function addressAt(
  address: TargetAddress,
  kind: Entry["kind"],
  endpoint: string | undefined,
): TargetAddress {
  if (endpoint === undefined) return address;
  return { ...address, [kind === "stream" ? "kinesisEndpoint" : "sqsEndpoint"]: endpoint };
}

/** Lines for stderr; none when nothing is left. */
export function leftOverText(left: readonly LeftOver[], address: TargetAddress): string {
  if (left.length === 0) return "";
  const isBilled = address.kind === "aws";
  const { factor, basis } = priceLevelOf(address.region);
  const lines = left.map(({ what, why, usdPerDay = 0 }) => {
    const cost =
      usdPerDay > 0 ? `$${usdPerDay.toFixed(2)} per day` : "costs nothing while nobody uses it";
    return `  ${what}: ${why}${isBilled ? `; ${cost}` : ""}`;
  });
  return [
    `convoy: may be left on ${address.label}:`,
    ...lines,
    ...(isBilled && factor !== 1 ? [`  (${basis})`] : []),
    ...[...new Set(left.map(({ removeWith }) => removeWith))].map(
      (command) => `convoy: remove it with: ${command}`,
    ),
    "",
  ].join("\n");
}

/** Names the run, so that it is removed at once and nothing else is. */
export function removalCommand(address: TargetAddress): string {
  const { kind, kinesisEndpoint, sqsEndpoint, runId } = address;
  const isOne = kinesisEndpoint === sqsEndpoint;
  const endpoints = isOne
    ? [option("endpoint", kinesisEndpoint)]
    : [option("kinesis-endpoint", kinesisEndpoint), option("sqs-endpoint", sqsEndpoint)];
  const parts = ["clean", option("target", kind), ...endpoints, option("run", runId)];
  return invocation(parts.filter((part) => part !== "").join(" "));
}

function option(name: string, value: string | undefined): string {
  return value === undefined ? "" : `--${name} ${value}`;
}
