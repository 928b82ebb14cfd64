/** What `convoy init` puts into a user's repository, as texts by their paths. */

export interface Repository {
  /** Of its modules: TypeScript where it has that and this Node runs it; `mts` where `ts` would be CommonJS. */
  readonly ending: "ts" | "mts" | "mjs";
  readonly packageManager: "npm" | "pnpm" | "yarn";
  /** Whether it has a package-lock.json. */
  readonly hasLock: boolean;
  readonly ci: "github" | "gitlab" | "none";
}

export const initFolder = "convoy";

export function initFiles(repository: Repository): ReadonlyMap<string, string> {
  const { ending } = repository;
  const name = `gps-order.${ending}`;
  const files = new Map([
    [`${initFolder}/${name}`, scenarioText(ending)],
    [`${initFolder}/gps-order.test.${ending}`, testText(name)],
  ]);
  if (repository.ci === "github") files.set(".github/workflows/convoy.yml", workflow(repository));
  if (repository.ci === "gitlab") files.set(`${initFolder}/gitlab-ci.yml`, gitlab(repository));
  return files;
}

function scenarioText(ending: Repository["ending"]): string {
  const [head, open, close] =
    ending === "mjs"
      ? ["", '/** @type {import("convoy-bench").Scenario} */\nexport default {', "};"]
      : [
          'import type { Scenario } from "convoy-bench";\n\n',
          "export default {",
          "} satisfies Scenario;",
        ];
  return `${head}// A design, what goes wrong while it runs, and what must hold all the same. Every *.${ending} file of this folder is one.
${open}
  name: "gps-order", // the file's name
  summary: "20 trucks on an SQS FIFO queue; a worker dies with events in its hands.",
  workload: { kind: "fleet", trucks: 20, hz: 1, durationS: 20 },
  design: {
    service: "sqs-fifo", // or kinesis, sqs-standard
    groupId: "truck", // the key that must keep its order
    producer: { kind: "serial" },
    consumers: [{ app: "map", kind: "competing", count: 5, serviceMs: 20 }],
  },
  faults: [{ kind: "crash", app: "map", consumer: 1, atS: 10, restartAfterS: 5 }],
  expect: { verdict: "valid" },
${close}
`;
}

function testText(scenario: string): string {
  return `import { fileURLToPath } from "node:url";

import { simulate } from "convoy-bench";
import "convoy-bench/vitest";
import { expect, test } from "vitest";

const scenario = fileURLToPath(new URL("${scenario}", import.meta.url));

test("each truck's order is kept and nothing is lost, with any seed", async () => {
  const results = await simulate(scenario, { seeds: 10 });
  expect(results).toKeepOrder();
  expect(results).toLoseNothing();
}, 120_000);
`;
}

function installs({ packageManager, hasLock }: Repository): readonly string[] {
  switch (packageManager) {
    case "pnpm":
      return ["corepack enable", "pnpm install --frozen-lockfile"];
    case "yarn":
      return ["corepack enable", "yarn install --frozen-lockfile"];
    case "npm":
      return [hasLock ? "npm ci" : "npm install"];
  }
}

const checks = "npx convoy-bench check ./convoy --out convoy-results";
const tests = "npx vitest run convoy";

function workflow(repository: Repository): string {
  return `name: convoy

on:
  push:
    branches: [main, master]
  pull_request:

permissions:
  contents: read

jobs:
  convoy:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
${installs(repository)
  .map((command) => `      - run: ${command}`)
  .join("\n")}
      # Order per truck, and every modelled figure, against convoy/baseline. What moved stands in the job's summary.
      - run: ${checks}
      - run: ${tests}
        if: \${{ !cancelled() }}
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: convoy-results
          path: convoy-results
`;
}

function gitlab(repository: Repository): string {
  return `# In .gitlab-ci.yml:
#   include:
#     - local: convoy/gitlab-ci.yml
convoy:
  image: node:24
  script:
${[...installs(repository), checks, tests].map((command) => `    - ${command}`).join("\n")}
  artifacts:
    when: always
    paths:
      - convoy-results
    reports:
      junit: convoy-results/junit.xml
`;
}
