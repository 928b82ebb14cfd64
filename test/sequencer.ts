/** Files that take long are begun first, so that nobody waits for the last of them; what waits stands between what computes. */
import { relative } from "node:path";

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Most first, as they came out of a whole run; in doubt about a new one, leave it out: the larger file goes first then. */
export const long = [
  "scenarios.test.ts",
  "conformance/peers.test.ts",
  "targets/account-matrix.test.ts",
  "failures.test.ts",
  "cli/calibrate.test.ts",
  "cli/account.test.ts",
  "run/determinism.test.ts",
  "cost/estimate.test.ts",
  "cli/bench.test.ts",
  "cli/against.test.ts",
  "broker/real-time.contract.test.ts",
  "verify/oracle/oracle.test.ts",
  "conformance/serve.test.ts",
  "cli/check.test.ts",
  "emulator/host/http/untaken.test.ts",
  "cost/errands.test.ts",
  "suite/hunt.test.ts",
  "cli/interrupted.test.ts",
  "conformance/differential.test.ts",
  "broker/npm-emulators.contract.test.ts",
  "bench/soak.test.ts",
  "targets/iam-policy.test.ts",
  "targets/failing-target.test.ts",
  "run/on-the-model.test.ts",
  "emulator/host/http/disconnects.test.ts",
  "cli/verify.test.ts",
  "cli/proxy.test.ts",
  "conformance/assumed/assumptions.test.ts",
  "emulator/host/http/robustness.test.ts",
  "run/crash.test.ts",
  "verify/memory.test.ts",
  "cli/url-secrets.test.ts",
  "consumer/lambda/scenario.test.ts",
  "emulator/host/http/fuzz.test.ts",
  "package/tarball.test.ts",
  "cli/report.test.ts",
  "emulator/host/http/browser.test.ts",
  "readme/code.test.ts",
  "cli/serve.test.ts",
  "suite/planted.test.ts",
  "emulator/quotas.test.ts",
  "client/client-load.test.ts",
  "cli/sensitivity.test.ts",
  "cli/secrets.test.ts",
  "cli/target-failure.test.ts",
  "emulator/host/http/bounded-work.test.ts",
  "scenario/import-scenario.test.ts",
].map((file) => `test/${file}`);

const places = new Map(long.map((file, place) => [file, place]));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const own = places.get(relative(process.cwd(), moduleId)) ?? long.length;
      // Those that share a process stand together, or they would not.
      return project.config.isolate ? own : long.length + 1 + own;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
