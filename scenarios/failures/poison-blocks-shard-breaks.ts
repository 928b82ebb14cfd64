import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "poison-blocks-shard-breaks",
  summary:
    "The work on one record fails for half a minute and is tried again in place: every truck of the shard waits behind it.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "by-lane",
        count: 1,
        serviceMs: 5,
        failing: { key: "truck_1", seq: 5, times: 30 },
      },
    ],
  },

  expect: { verdict: "valid", figures: [{ column: "saturated", is: true }] },
} satisfies Scenario;
