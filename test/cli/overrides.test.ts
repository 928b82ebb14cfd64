import { describe, expect, it } from "vitest";

import { convoy, temporary } from "./convoy.ts";

describe("what the command line changes in a scenario", () => {
  it("is in the command that shows the run again, and leaves no figure to be judged", async () => {
    const args = [
      "bench",
      "--scenario=kinesis-5-shards-steady",
      "--set=expect.verdict=invalid",
      "--set=design.shards=3",
      "--trucks=5",
      "--set=phases.steady.durationS=5",
    ];
    const ended = await convoy([...args, "--out", temporary("out")]);
    expect(ended.stdout).toMatch(/verdict is valid, expected invalid/);
    expect(ended.stdout).toMatch(
      /again: .*kinesis-5-shards-steady .*--trucks 5 --set expect\.verdict=invalid --set design\.shards=3 --set phases\.steady\.durationS=5/,
    );
    expect(ended.stdout).toMatch(/figures are not judged/);
    expect(ended.stdout).not.toMatch(/consumers_receiving is/);
    expect(ended.code).toBe(1);
  });

  it.each([
    [["--set", "design.shards"], /--set design\.shards: it must be a path and a value/],
    [
      ["--scenario", "kinesis-5-shards-steady", "--set", "design.shrads=3"],
      /--set design\.shrads=3: kinesis-5-shards-steady: design\.shrads: there is no such field; did you mean design\.shards\?/,
    ],
    [
      ["--scenario", "kinesis-5-shards-steady", "--trucks", "20000000"],
      /--trucks 20000000: 100-trucks: workload\.trucks: /,
    ],
    [["--scenario", "kinesis-5-shard"], /no such scenario; did you mean kinesis-5-shards\?/],
  ])("is refused in one line: %j", async (args, message) => {
    const ended = await convoy(["bench", ...args]);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
  });

  it("is warned of when it may be meant so", async () => {
    const scenario = ["--scenario", "sqs-fifo-single-group", "--set", "phases.wrong.durationS=3"];
    const slow = [
      "--set",
      "design.visibilityTimeoutS=1",
      "--set",
      "design.consumers.0.serviceMs=150",
    ];
    const ended = await convoy(["bench", ...scenario, ...slow, "--out", temporary("out")]);
    expect(ended.stderr).toMatch(
      /^convoy: warning: sqs-fifo-single-group-wrong: design\.consumers\.0\.serviceMs: a receive of 10 events takes 1\.5 s, longer than the visibility timeout of 1 s/m,
    );
  });
});
