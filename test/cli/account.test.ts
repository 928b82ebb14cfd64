/** Somebody's account, as the command deals with it: whatever may be left is said, with the command that removes it and its price. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { failing } from "../targets/on-account.ts";
import {
  isSend,
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { type StandIn, startStandIn } from "../targets/stand-in.ts";
import { convoy, temporary } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const env = surroundings;
const minutes = { kind: "fleet", trucks: 4, hz: 2, durationS: 300 } as const;
const stream = scenarioFile(shortScenario(streamDesign, { name: "stream" }));
const queue = scenarioFile(shortScenario(queueDesign, { name: "queue" }));
const longStream = scenarioFile(shortScenario(streamDesign, { name: "long", workload: minutes }));
const longQueue = scenarioFile(shortScenario(queueDesign, { name: "longq", workload: minutes }));

interface LeftInRun {
  readonly state: string;
  readonly ifThisProcessIsGone?: string;
  readonly left?: readonly { what: string; why: string; usdPerDay?: number; removeWith: string }[];
  readonly cost?: { agreedUsd: number; spentUsd: number; isUsedUp: boolean };
}

function runJson(out: string): LeftInRun {
  return JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as LeftInRun;
}

/** Does it once, as soon as something was sent. */
function onceSending(standIn: StandIn, then: () => void): void {
  let isDone = false;
  const { behave } = standIn;
  standIn.behave = (asked) => {
    if (!isDone && isSend(asked.action)) {
      isDone = true;
      setTimeout(then, 300);
    }
    return behave(asked);
  };
}

describe.concurrent("what cannot be deleted", () => {
  it("ends the suite: one stream of four is left, and said on stderr and in run.json", async () => {
    await using standIn = await startStandIn();
    standIn.behave = failing("DeleteStream", "denied");
    const out = temporary("out");
    const more = ["third", "fourth"].map((name) =>
      scenarioFile(shortScenario(streamDesign, { name })),
    );
    const args = benchOnAws(standIn.url, [stream, queue, ...more], out);
    const ended = await convoy(args, { env });
    expect(ended.code, ended.stderr).toBe(3);
    const [left = ""] = standIn.resources();
    expect(standIn.resources()).toEqual([expect.stringMatching(/^convoy-stream-1-[0-9a-f]{8}$/)]);
    const run = left.slice(-8);
    expect(ended.stderr).toMatch(
      new RegExp(
        `^convoy: may be left on .*:\\n  stream ${left}: AccessDenied.*; \\$1\\.44 per day\\n` +
          `.*twice|times 2.*\\nconvoy: remove it with: .*clean --target aws --endpoint ${standIn.url} --run ${run}$`,
        "m",
      ),
    );
    expect(ended.stderr).toMatch(/could not be deleted: 3 runs were not begun/);
    const { left: inRun = [], state } = runJson(out);
    expect(state).not.toBe("under way");
    expect(inRun).toMatchObject([
      {
        what: `stream ${left}`,
        usdPerDay: 1.44,
        removeWith: expect.stringContaining(`--run ${run}`),
      },
    ]);
    expect(standIn.asked.filter(({ action }) => action.startsWith("Create"))).toHaveLength(1);
  });

  it("is in the JSON too, where it costs nothing as well", async () => {
    await using standIn = await startStandIn();
    standIn.behave = failing("DeleteQueue", "denied");
    const ended = await convoy([...benchOnAws(standIn.url, [queue]), "--json"], { env });
    expect(ended.code).toBe(3);
    const { summary, left } = JSON.parse(ended.stdout) as { summary: object[]; left: object[] };
    expect(summary).toHaveLength(1);
    expect(left).toMatchObject([
      { what: expect.stringMatching(/^queue convoy-queue-1-.*\.fifo$/), usdPerDay: 0 },
    ]);
    expect(ended.stderr).toMatch(/costs nothing while nobody uses it/);
  });

  it("after Ctrl-C while it is being created is said soon", async () => {
    await using standIn = await startStandIn();
    standIn.behave = failing("DeleteStream", "failing with 500");
    const out = temporary("out");
    let stoppedAtMs = Infinity;
    const ended = await convoy(benchOnAws(standIn.url, [stream], out), {
      env,
      onStart: (pid) => {
        const { behave } = standIn;
        standIn.behave = (asked) => {
          if (asked.action === "DescribeStreamSummary" && stoppedAtMs === Infinity) {
            stoppedAtMs = performance.now();
            process.kill(pid, "SIGINT");
          }
          return behave(asked);
        };
      },
    });
    expect(ended.code).toBe(130);
    expect(performance.now() - stoppedAtMs).toBeLessThan(45_000);
    const [left = ""] = standIn.resources();
    expect(ended.stderr).toContain(`stream ${left}: `);
    expect(runJson(out).left).toMatchObject([{ what: `stream ${left}` }]);
  });
});

describe.concurrent("a creation whose answers are lost", () => {
  it.each([
    ["CreateStream", stream],
    ["CreateQueue", queue],
  ])("leaves nothing: what was made all the same is deleted (%s)", async (action, file) => {
    await using standIn = await startStandIn();
    standIn.behave = failing(action, "lost after");
    const ended = await convoy(benchOnAws(standIn.url, [file]), { env });
    expect(ended.code, ended.stderr).toBe(3);
    expect(standIn.resources()).toEqual([]);
    expect(ended.stderr).not.toMatch(/may be left/);
  });

  it("and that cannot be deleted either is named", async () => {
    await using standIn = await startStandIn();
    standIn.behave = (asked) =>
      failing("CreateQueue", "lost after")(asked) ?? failing("DeleteQueue", "denied")(asked);
    const ended = await convoy(benchOnAws(standIn.url, [queue]), { env });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain(`queue ${standIn.resources()[0]}: AccessDenied`);
  });
});

describe.concurrent("an end without a farewell", () => {
  it("by a second signal says first what stays", async () => {
    await using standIn = await startStandIn();
    const out = temporary("out");
    const ended = await convoy(benchOnAws(standIn.url, [longStream], out), {
      env,
      onStart: (pid) => {
        standIn.behave = (asked) => {
          if (asked.action !== "DeleteStream") return undefined;
          process.kill(pid, "SIGINT");
          return "silent";
        };
        onceSending(standIn, () => process.kill(pid, "SIGINT"));
      },
    });
    expect(ended.code).toBe(130);
    const [left = ""] = standIn.resources();
    expect(ended.stderr).toMatch(new RegExp(`stream ${left}: .*per day`));
    expect(ended.stderr).toMatch(/remove it with: .* --run [0-9a-f]{8}$/m);
    expect(runJson(out)).toMatchObject({
      state: "ended early",
      left: [{ what: `stream ${left}` }],
    });
  });

  it("by a kill has been told of in run.json and on stderr beforehand", async () => {
    await using standIn = await startStandIn();
    const out = temporary("out");
    const ended = await convoy(benchOnAws(standIn.url, [longQueue], out), {
      env,
      onStart: (pid) => onceSending(standIn, () => process.kill(pid, "SIGKILL")),
    });
    expect(ended.code).toBe(null);
    const [left = ""] = standIn.resources();
    const { state, left: inRun, ifThisProcessIsGone = "" } = runJson(out);
    expect(state).toBe("under way");
    expect(inRun).toMatchObject([{ what: `queue ${left}` }]);
    const run = /-([0-9a-f]{8})\.fifo$/.exec(left)?.[1] ?? "none";
    expect(ifThisProcessIsGone).toContain(`--run ${run}`);
    expect(ended.stderr).toContain(ifThisProcessIsGone);
    // And that command does what it says.
    const clean = ifThisProcessIsGone
      .split(" ")
      .slice(ifThisProcessIsGone.split(" ").indexOf("clean"));
    const cleaned = await convoy([...clean, "--yes"], { env });
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(standIn.resources()).toEqual([]);
  });

  it("leaves no folder where nothing was made and nothing written", async () => {
    await using standIn = await startStandIn();
    standIn.behave = () => "silent";
    const out = temporary("out");
    const ended = await convoy(benchOnAws(standIn.url, [queue], join(out, "deep")), {
      env,
      onStart: (pid) => {
        standIn.behave = () => {
          process.kill(pid, "SIGINT");
          return "silent";
        };
      },
      onStderr: (text, interrupt) => {
        if (text.includes("stopping")) interrupt();
      },
    });
    expect(ended.code).toBe(130);
    expect(ended.stderr).not.toMatch(/may be left/);
    expect(existsSync(out)).toBe(false);
  });
});

describe.concurrent("a thread that ends in mid-run", () => {
  it("leaves nothing", async () => {
    await using standIn = await startStandIn();
    const mine = temporary("ends.mjs");
    const scenario = JSON.stringify(shortScenario(queueDesign, { name: "ends" }));
    writeFileSync(
      mine,
      `const scenario = ${scenario};
const start = async () => { setTimeout(() => process.exit(7), 500); await new Promise(() => {}); };
scenario.design.consumers = [{ app: "mine", kind: "custom", count: 1, start }];
export default scenario;`,
    );
    // Code of the user's own may ask for anything: so much is agreed to.
    const args = benchOnAws(standIn.url, [mine]).map((arg) => (arg === "1" ? "100" : arg));
    const ended = await convoy(args, { env });
    expect(ended.code, ended.stderr).not.toBe(0);
    expect(standIn.actions()).toContain("sqs:CreateQueue");
    expect(standIn.resources()).toEqual([]);
    expect(ended.stderr).not.toMatch(/may be left/);
  });
});

describe.concurrent("--max-cost holds while it runs", () => {
  it("what would go on costing more is ended in good order, and says so", async () => {
    await using standIn = await startStandIn();
    // Empty answers at once, where AWS would wait: consumers ask a thousand times a second.
    const empty = { status: 200, type: "", message: "" };
    standIn.behave = ({ action }) => (action === "ReceiveMessage" ? empty : undefined);
    const file = scenarioFile(
      shortScenario(
        { ...queueDesign, consumers: [{ app: "map", kind: "competing", count: 1 }] } as Design,
        {
          name: "dear",
          workload: { kind: "fleet", trucks: 1, hz: 0.1, durationS: 240 },
          drainS: 1,
        },
      ),
    );
    const out = temporary("out");
    const args = benchOnAws(standIn.url, [file], out).map((arg) => (arg === "1" ? "0.006" : arg));
    const ended = await convoy([...args, "--repeats", "2"], { env });
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stdout).toMatch(/ended early: the agreed \$0\.0060 are used up/);
    expect(ended.stderr).toMatch(/are used up.*: 1 runs were not begun/);
    const { cost } = runJson(out);
    expect(cost).toMatchObject({ agreedUsd: 0.006, isUsedUp: true });
    expect(cost?.spentUsd).toBeLessThanOrEqual(0.006);
    const result = readFileSync(join(out, "result.json"), "utf8");
    expect(JSON.parse(result)).toMatchObject({
      scenarios: [{ runs: [{ endedBy: expect.stringMatching(/used up/) }] }],
    });
    // By the prices that were shown, and counted by the service.
    const usd = (standIn.asked.length * 2 * 0.5) / 1e6;
    expect(usd).toBeLessThanOrEqual(0.006);
    expect(standIn.resources()).toEqual([]);
  });
});

describe.concurrent("a results folder that", () => {
  const replaced: Readonly<Record<string, (out: string) => void>> = {
    "was taken away is made again": (out) => rmSync(out, { recursive: true }),
    "was replaced by a file": (out) => {
      rmSync(out, { recursive: true });
      writeFileSync(out, "mine");
    },
    "was replaced by another folder": (out) => {
      renameSync(out, `${out}-moved`);
      mkdirSync(out);
    },
  };

  it.each(Object.entries(replaced))(
    "%s: the results are somewhere, and said where",
    async (_, replace) => {
      await using standIn = await startStandIn();
      const out = temporary("out");
      let isDone = false;
      standIn.behave = ({ action }) => {
        if (isSend(action) && !isDone) {
          isDone = true;
          replace(out);
        }
        return undefined;
      };
      const ended = await convoy([...benchOnAws(standIn.url, [queue], out), "--history"], { env });
      expect(ended.stderr).not.toMatch(/bug/);
      expect(ended.stdout).toMatch(/1 of 1 runs as expected/);
      const where = /^results: (.*)$/m.exec(ended.stdout)?.[1] ?? "nowhere";
      expect(existsSync(join(where, "summary.csv"))).toBe(true);
      // Whoever looks into the folder that was asked for must know.
      expect(ended.code).toBe(where === out ? 0 : 3);
      if (where === out) expect(existsSync(out)).toBe(true);
      else expect(ended.stderr).toMatch(new RegExp(`replaced.*the results are in ${where}`));
      expect(dirname(where)).toBe(dirname(out));
      expect(standIn.resources()).toEqual([]);
    },
  );
});
