/**
 * A rule of Amazon Kinesis or SQS that can be checked on any endpoint that speaks their API: on our model, on other emulators,
 * on AWS itself. A rule says what a client may rely on, and where AWS says so.
 */
import type { ServiceName } from "../emulator/service-name.ts";
import type { Sandbox } from "./sandbox.ts";

export interface Rule {
  /** Unique, kebab-case, starting with the service. */
  readonly id: string;
  readonly service: ServiceName;
  /** One sentence: what holds. */
  readonly title: string;
  /** Where AWS says so: keys such as `K-SDK PutRecords` or `SDG/quotas-messages`. */
  readonly source: string;
  /** No text of AWS says so; the source is somebody's observation. */
  readonly unverified?: true;
  /** Takes minutes: checked only where the clock is virtual. */
  readonly isLong?: true;
  /** Waits for changes of a stream, each of which takes half a minute on AWS, and now and then more. */
  readonly isSlow?: true;
  /** Puts the endpoint under load: checked with nothing else beside it. */
  readonly isDemanding?: true;
  /** Throws when the rule does not hold. */
  readonly check: (sandbox: Sandbox) => Promise<void>;
}

/** Rules of one service as they are written down: the service, and what else is the same for all of a file. */
export function rulesOf(
  service: ServiceName,
  rules: readonly Omit<Rule, "service">[],
  common: Pick<Rule, "isSlow"> = {},
): readonly Rule[] {
  return rules.map((rule) => ({ ...rule, ...common, id: `${service}-${rule.id}`, service }));
}
