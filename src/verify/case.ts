import type { GuaranteeProfile } from "./anomaly.ts";
import type { Examination } from "./examination.ts";
import type { Findings } from "./findings.ts";
import type { RunFacts } from "./run-facts.ts";

/** What a verdict is made of. */
export interface Case {
  readonly profile: GuaranteeProfile;
  readonly examination: Examination;
  readonly findings: Findings;
  readonly run: RunFacts;
}
