import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./on-demand-spike-breaks.ts";

export default {
  ...breaks,
  name: "on-demand-spike-holds",
  summary:
    "Shards provisioned for the spike, and the trucks dealt out to them evenly: there is room all the time, and all the time it is paid for.",
  design: { ...breaks.design, shards: 20, explicitHashKey: "even" },
  expect: { verdict: "valid", figures: [{ column: "throttled_requests", is: 0 }] },
} satisfies Scenario;
