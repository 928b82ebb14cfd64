import type { LatencyProfile } from "../latency.ts";
import { defaultQuotaWindow, type QuotaWindowKind } from "../quota-window.ts";
import {
  type AdversityName,
  type AdversityProfile,
  adversityProfiles,
  defaultAdversityName,
} from "./adversity.ts";
import type { Assumption } from "./assumption.ts";
import { assumptionNamed } from "./assumptions.ts";
import {
  defaultLatencyName,
  type LatencyProfileName,
  latencyProfiles,
} from "./latency-profiles.ts";
import type { Model } from "./model.ts";

/** What a caller may say of the model; plain data, so that it goes to another thread and into a file. */
export interface ModelOptions {
  /** By name, or as data. Default: `published-2022`. */
  readonly latency?: LatencyProfile | LatencyProfileName;
  /** By name, or as data. Default: `typical`. */
  readonly adversity?: AdversityProfile | AdversityName;
  readonly quotaWindow?: QuotaWindowKind;
  readonly pollPhaseMs?: number;
  /** Times the value of an assumption that has one, by its name. */
  readonly scale?: Readonly<Record<string, number>>;
  /** An alternative of an assumption, by its name and the alternative's label. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** The model of these options. Throws RangeError for a name that is none, or a factor that is no positive number. */
export function modelOf(options: ModelOptions): Model {
  const { latency = defaultLatencyName, adversity = defaultAdversityName } = options;
  let model: Model = {
    latency: typeof latency === "string" ? latencyProfiles[latency] : latency,
    adversity: typeof adversity === "string" ? adversityProfiles[adversity] : adversity,
    quotaWindow: options.quotaWindow ?? defaultQuotaWindow,
    pollPhaseMs: options.pollPhaseMs ?? 0,
  };
  for (const [name, label] of Object.entries(options.instead ?? {})) {
    const alternatives = assumptionNamed(name)?.alternatives ?? [];
    const alternative = alternatives.find((variant) => variant.label === label);
    if (alternative === undefined) throw new RangeError(`${name} is never ${label}`);
    model = alternative.change(model);
  }
  for (const [name, factor] of Object.entries(options.scale ?? {})) {
    const scale = assumptionNamed(name)?.scale;
    if (scale === undefined) throw new RangeError(`${name} is no assumption that has a value`);
    if (!(factor > 0 && factor < Infinity)) throw new RangeError(`${name} times ${factor}`);
    model = scale(model, factor);
  }
  return model;
}

/** What a sensitivity run tries of one assumption, as options. */
export interface Otherwise {
  readonly label: string;
  readonly options: Pick<ModelOptions, "scale" | "instead">;
}

/** Halved and doubled where it has a value; each alternative where it has some; nothing where it has neither. */
export function otherwise({ name, scale, alternatives = [] }: Assumption): readonly Otherwise[] {
  const factors = scale === undefined ? [] : [0.5, 2];
  return [
    ...factors.map((factor) => ({
      label: factor < 1 ? "halved" : "doubled",
      options: { scale: { [name]: factor } },
    })),
    ...alternatives.map(({ label }) => ({ label, options: { instead: { [name]: label } } })),
  ];
}
