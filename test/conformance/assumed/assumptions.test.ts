import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { assumptionsPage } from "../../../src/conformance/assumed/assumptions-page.ts";
import { modelledWith } from "../../../src/conformance/assumed/modelled.ts";
import { isNear, type Path, published } from "../../../src/conformance/assumed/published.ts";
import { sendToHandler } from "../../../src/conformance/assumed/send-to-handler.ts";

const paths = Object.keys(published) as Path[];
/** With seed 1, as the page shows it. */
const first = modelledWith("published-2022");
const quantiles = ["p10Ms", "p50Ms", "p90Ms", "p99Ms"] as const;

describe("the default latency gives what was published from a send to a handler", () => {
  test.each(paths)(
    "%s: p10, p50 and p90 within 25 %, p99 within a factor of two, whatever the seed",
    async (path) => {
      for (const seed of [1, 2]) {
        const modelled =
          seed === 1 ? (await first)[path] : await sendToHandler(path, { seed, messages: 1024 });
        for (const key of quantiles) {
          const of = `${key}: ${modelled[key]} against ${published[path][key]}, seed ${seed}`;
          expect(isNear(key, modelled[key], published[path][key]), of).toBe(true);
        }
      }
    },
  );
  test("a model of other latencies does not", async () => {
    const options = { seed: 1, messages: 200, model: { scale: { "sqs-fifo-calls": 2 } } };
    const modelled = await sendToHandler("sqs-fifo", options);
    expect(isNear("p50Ms", modelled.p50Ms, published["sqs-fifo"].p50Ms)).toBe(false);
  });
});

test("the page in docs is what the model gives today (npm run assumptions writes it)", async () => {
  const file = readFileSync(new URL("../../../docs/ASSUMPTIONS.md", import.meta.url), "utf8");
  const page = assumptionsPage({
    "published-2022": await first,
    "documented-only": await modelledWith("documented-only"),
  });
  expect(file).toBe(page);
});
