import { describe, expect, it } from "vitest";

import { type Place, targetsPage } from "../../bench/targets/page.ts";

const row = {
  scenario: "sqs-fifo-100-groups",
  evidence: "measured",
  verdict: "valid",
  passed: true,
  produce_events_per_s: 99.7,
  consume_events_per_s: 72.6,
  consumers_active_max: 10,
  consumers: 100,
  put_p50_ms: 18.06,
  put_p99_ms: 228,
  e2e_p50_ms: 47.2,
  e2e_p99_ms: 425,
  saturated: false,
  throttled_requests: 0,
  misrouted: 0,
  client_bound: false,
};
const question = {
  rule: "sqs-fifo-many-of-a-group",
  statement: "one receive returns many messages of a group",
};
const meaning = "rates come out too low";
const emulator: Place = {
  name: "one 1.0",
  options: "--target endpoint",
  rows: [
    { ...row, caveats: "sqs-fifo-many-of-a-group", saturated: true, client_bound: true },
    { ...row, scenario: "sqs-standard", passed: false, misrouted: 3 },
  ],
  answers: [
    { rule: "sqs-fifo-group-locked", statement: "a group is locked", answer: "yes" },
    { ...question, answer: "no", seen: "[ '0' ]\n  only", meaning },
  ],
  skipped: [{ scenario: "kinesis-5-shards", reason: "the target has no kinesis" }],
};
const model: Place = {
  name: "embedded model",
  options: "--target embedded --clock real",
  rows: [{ ...row, evidence: "modelled" }],
  answers: [{ ...question, answer: "yes" }],
  skipped: [],
};
const page = targetsPage([model, emulator], {
  date: "2026-11-25",
  commit: "0123456789abcdef",
  node: "24.0.0",
  cores: 2,
});

describe("the page of targets", () => {
  it("has a row for each scenario and target, the same scenario together", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| sqs-"));
    expect(rows).toEqual([
      "| sqs-fifo-100-groups | embedded model | modelled | ✔ valid | 100 | 73 | 10/100 | 18.1 | 228.0 | 47 | 425 | 0 |  | ✔ |",
      "| sqs-fifo-100-groups \\* | one 1.0 | measured | ✔ valid | 100 | 73 | 10/100 | 18.1 | 228.0 | saturated |  | 0 |  | ✘ |",
      "| sqs-standard | one 1.0 | measured | ✘ valid | 100 | 73 | 10/100 | 18.1 | 228.0 | 47 | 425 | 0 | 3 misrouted | ✔ |",
    ]);
  });

  it("says what each server answered, and what was seen where it is not as on AWS", () => {
    expect(page).toContain("| one receive returns many messages of a group | yes | **no** 1 |");
    expect(page).toContain("| a group is locked | – | yes |");
    expect(page).toContain(
      "1. one receive returns many messages of a group: no; seen: [ '0' ] only (if not as on AWS, rates come out too low)",
    );
    expect(page).toContain("1 of 2 as on AWS.");
  });

  it("names what was not run, and that nothing is a measurement of AWS", () => {
    expect(page).toContain("- kinesis-5-shards on one 1.0: the target has no kinesis");
    expect(page).toContain("**Nothing here was measured on AWS.**");
    expect(page).toContain("npm run bench -- --target embedded --clock real\n");
  });
});
