import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import { accessDenied, unknownAccessKey } from "../targets/refusals.ts";
import {
  isSend,
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";
import { convoy, temporary } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

const env = surroundings;
const stream = scenarioFile(shortScenario(streamDesign, { name: "stream" }));
const queue = scenarioFile(shortScenario(queueDesign, { name: "queue" }));

describe.concurrent("convoy bench on a target that fails", () => {
  it("an endpoint that is not there: code 3, and no empty folder stays", async () => {
    const standIn = await startStandIn();
    await standIn.die();
    const out = temporary("out");
    const target = ["--target", "endpoint", "--endpoint", standIn.url];
    const ended = await convoy(["bench", "--scenario", stream, ...target, "--out", out], { env });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(
      /^convoy: nothing to probe, no service answers: kinesis: ECONNREFUSED.* Does the service run there\?/m,
    );
    expect(existsSync(out)).toBe(false);
  });

  it("credentials that are refused: code 3, each reason once however many scenarios it stops", async () => {
    await using standIn = await startStandIn();
    standIn.behave = unknownAccessKey;
    const ended = await convoy(benchOnAws(standIn.url, [stream, queue, stream]), { env });
    expect(ended.code).toBe(3);
    const said = ended.stderr.split("\n").filter((line) => line.startsWith("convoy: "));
    expect(said).toEqual([
      expect.stringMatching(/^convoy: could not create a stream on .*in the place of AWS/),
      expect.stringMatching(/^convoy: could not create a queue on .*in the place of AWS/),
    ]);
  });

  it("a refusal in mid-run: code 3, partial results are written and marked, the others run", async () => {
    await using standIn = await startStandIn();
    let sends = 0;
    standIn.behave = (asked) => {
      if (asked.service !== "kinesis" || !isSend(asked.action)) return undefined;
      sends += 1;
      return sends > 4 ? accessDenied(asked) : undefined;
    };
    const out = temporary("out");
    const ended = await convoy(benchOnAws(standIn.url, [stream, queue], out), { env });
    expect(ended.code, ended.stderr).toBe(3);
    expect(ended.stdout).toMatch(/the target failed: AccessDenied.*kinesis:PutRecord/);
    const rows = parse(readFileSync(join(out, "summary.csv"), "utf8"), { columns: true });
    expect(rows).toMatchObject([
      { scenario: "stream", state: "failed", verdict: "unknown", passed: "false" },
      { scenario: "queue", state: "complete", verdict: "valid", passed: "true" },
    ]);
    const run = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as object;
    expect(run).toMatchObject({ state: "failed" });
    expect(standIn.resources()).toEqual([]);
  });
});
