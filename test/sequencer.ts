/** Files that take long are begun first, so that nobody waits for the last of them; what waits stands between what computes. */
import { relative } from "node:path";

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The order in which they are begun, as it came out of whole runs: those that compute between those that wait. */
export const long = [
  "scenarios.test.ts",
  "targets/account-matrix.test.ts",
  "cli/calibrate.test.ts",
  "failures.test.ts",
  "cli/account.test.ts",
  "run/trace.test.ts",
  "cli/against.test.ts",
  "conformance/peers.test.ts",
  "broker/real-time.contract.test.ts",
  "run/determinism.test.ts",
  "cli/bench.test.ts",
  "cost/estimate.test.ts",
  "conformance/serve.test.ts",
  "targets/iam-policy.test.ts",
  "bench/soak.test.ts",
  "cli/interrupted.test.ts",
  "verify/oracle/oracle.test.ts",
  "targets/failing-target.test.ts",
  "suite/hunt.test.ts",
  "cost/errands.test.ts",
  "broker/npm-emulators.contract.test.ts",
  "cli/proxy.test.ts",
  "cli/check.test.ts",
  "conformance/differential.test.ts",
  "emulator/host/http/disconnects.test.ts",
  "run/on-the-model.test.ts",
  "cli/verify.test.ts",
  "cli/target-failure.test.ts",
  "cli/url-secrets.test.ts",
  "emulator/host/http/robustness.test.ts",
  "conformance/assumed/assumptions.test.ts",
  "cli/serve.test.ts",
  "emulator/quotas.test.ts",
  "cli/secrets.test.ts",
  "emulator/host/http/fuzz.test.ts",
  "emulator/host/http/browser.test.ts",
  "package/tarball.test.ts",
  "cli/clean.test.ts",
  "suite/planted.test.ts",
  "cli/report.test.ts",
  "consumer/lambda/scenario.test.ts",
  "readme/code.test.ts",
  "emulator/kinesis/on-demand.test.ts",
  "cli/sensitivity.test.ts",
  "bench/failures.test.ts",
  "cli/init.test.ts",
  "cli/not-aws.test.ts",
  "targets/never-unasked.test.ts",
  "verify/straight-way.test.ts",
  "verify/valid-history.test.ts",
  "run/crash.test.ts",
  "cli/overrides.test.ts",
  "cli/start.test.ts",
  "cli/bad-input.test.ts",
].map((file) => `test/${file}`);

/** So many are begun before those that have a process of their own: a process that is shared goes on only while the next one shares it. */
const first = 2;

const places = new Map(long.map((file, place) => [file, place]));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      if (project.config.isolate) return first - 0.5;
      return places.get(relative(process.cwd(), moduleId)) ?? long.length;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
