import type { Leftover } from "../targets/leftovers.ts";
import type { Removal } from "../targets/remove-leftovers.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { Judgement } from "../targets/whose.ts";

/** What became of one thing. `found`: it would be deleted; `spared`: it is left alone; `left`: it could not be deleted. */
type Outcome = "found" | "spared" | Removal["outcome"];

interface Item {
  readonly kind: Leftover["kind"];
  readonly name: string;
  readonly url?: string;
  readonly run?: string;
  readonly outcome: Outcome;
  /** Why it is spared or left. */
  readonly reason?: string;
  readonly usdPerDay: number;
}

/** What `convoy clean` found and did: told as it happens, or with `--json` once, at the end. */
export class CleanReport {
  readonly #address: TargetAddress;
  readonly #isJson: boolean;
  readonly #items = new Map<Leftover, Item>();
  #troubles: readonly { readonly service: string; readonly reason: string }[] = [];

  constructor(address: TargetAddress, isJson: boolean) {
    this.#address = address;
    this.#isJson = isJson;
  }

  /** What was found, and what is to be left alone. */
  found(judged: readonly Judgement[]): void {
    for (const judgement of judged) {
      const { leftover, spared, run } = judgement;
      this.#set(leftover, spared === undefined ? "found" : "spared", spared, run);
      if (spared !== undefined) console.error(`left alone: ${nameOf(leftover)}: ${spared}`);
      else if (!leftover.isGoing) this.#say(`${nameOf(leftover)} (run ${run})`);
    }
  }

  /** What could not be looked at. */
  troubled(troubles: readonly { readonly service: string; readonly reason: string }[]): void {
    this.#troubles = troubles;
    for (const { service, reason } of troubles) {
      console.error(`convoy: could not look on ${this.#address.label} for ${service}: ${reason}`);
    }
  }

  nothing(runs: readonly string[]): void {
    const of = runs.length > 0 ? ` of run ${runs.join(", ")}` : "";
    this.#say(`nothing is left over on ${this.#address.label}${of}`);
  }

  removed({ leftover, outcome, reason }: Removal): void {
    this.#set(leftover, outcome, reason, this.#items.get(leftover)?.run);
    if (outcome === "deleted") this.#say(`deleted ${nameOf(leftover)}`);
    else if (outcome === "going") this.#say(`${nameOf(leftover)} is being deleted`);
  }

  /** The end: what is left and why, on stderr, and with `--json` everything. Whether anything is left. */
  close(): boolean {
    const left = [...this.#items].filter(([, { outcome }]) => outcome === "left");
    const lines = left.map(
      ([leftover, { reason }]) =>
        `${nameOf(leftover)}: ${reason ?? "unknown"}${this.#priceOf(leftover)}`,
    );
    if (lines.length > 0) console.error(["convoy: left:", ...lines].join("\n  "));
    if (this.#isJson) {
      const { label: target, region } = this.#address;
      const items = [...this.#items.values()];
      console.log(
        JSON.stringify({ target, region, items, troubles: this.#troubles }, undefined, 2),
      );
    }
    return lines.length > 0;
  }

  #set(leftover: Leftover, outcome: Outcome, reason: string | undefined, run?: string): void {
    const { kind, name, url, usdPerDay } = leftover;
    this.#items.set(leftover, {
      kind,
      name,
      ...(url !== undefined && { url }),
      ...(run !== undefined && { run }),
      outcome,
      ...(reason !== undefined && { reason }),
      usdPerDay: this.#address.kind === "aws" ? usdPerDay : 0,
    });
  }

  #say(text: string): void {
    if (!this.#isJson) console.log(text);
  }

  #priceOf({ usdPerDay }: Leftover): string {
    if (this.#address.kind !== "aws" || usdPerDay <= 0) return "";
    return `; $${usdPerDay.toFixed(2)} per day`;
  }
}

function nameOf({ kind, name, url }: Leftover): string {
  return `${kind} ${url ?? name}`;
}
