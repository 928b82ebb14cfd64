import { describe, expect, it, vi } from "vitest";

import { accessDenied } from "../targets/refusals.ts";
import { queueDesign, scenarioFile, shortScenario } from "../targets/short-scenario.ts";
import { type StandIn, startStandIn } from "../targets/stand-in.ts";
import { convoy } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

/** Two runs' leftovers, and what looks like one but is somebody else's. */
function litter({ emulator }: StandIn): void {
  const nowMs = Date.now();
  const stream = (StreamName: string, Tags: object) =>
    emulator.handle("kinesis", "CreateStream", { StreamName, ShardCount: 1, Tags }, nowMs);
  const queue = (QueueName: string, tags: object) =>
    emulator.handle("sqs", "CreateQueue", { QueueName, tags }, nowMs);
  stream("convoy-a-1-aaaaaaaa", { "convoy:run": "aaaaaaaa" });
  queue("convoy-b-1-aaaaaaaa", { "convoy:run": "aaaaaaaa" });
  queue("convoy-b-1-bbbbbbbb", { "convoy:run": "bbbbbbbb" });
  queue("convoy-of-trucks", { owner: "logistics" });
  queue("orders", { "convoy:run": "aaaaaaaa" });
}

describe.concurrent("convoy clean", () => {
  const clean = ({ url }: StandIn, ...args: readonly string[]) =>
    convoy(["clean", "--endpoint", url, ...args], { env: surroundings });

  it("lists what runs left over and, asked to, deletes it: of one run, of all, and nothing else", async () => {
    await using standIn = await startStandIn();
    litter(standIn);
    const listed = await clean(standIn, "--dry-run");
    expect(listed.code, listed.stderr).toBe(0);
    expect(listed.stdout.trim().split("\n").toSorted()).toEqual([
      expect.stringMatching(/^queue http.*convoy-b-1-aaaaaaaa \(run aaaaaaaa\)$/),
      expect.stringMatching(/^queue http.*convoy-b-1-bbbbbbbb \(run bbbbbbbb\)$/),
      "stream convoy-a-1-aaaaaaaa (run aaaaaaaa)",
    ]);
    expect(standIn.resources()).toHaveLength(5);
    const one = await clean(standIn, "--run", "bbbbbbbb", "--yes");
    expect(one.stdout).toMatch(/^deleted queue .*bbbbbbbb$/m);
    expect(standIn.resources()).toHaveLength(4);
    await clean(standIn, "--yes");
    expect(standIn.resources().toSorted()).toEqual(["convoy-of-trucks", "orders"]);
    const none = await clean(standIn, "--yes");
    expect(none.stdout).toMatch(/^nothing is left over on http/);
    expect(none.code).toBe(0);
  });

  it("says all of it as JSON: what is to be deleted, was, is spared, and is left", async () => {
    await using standIn = await startStandIn();
    litter(standIn);
    const itemsOf = ({ stdout }: { readonly stdout: string }) => {
      const { items } = JSON.parse(stdout) as {
        items: { name: string; outcome: string; run?: string; reason?: string }[];
      };
      return new Map(items.map((item) => [item.name, item]));
    };
    const looked = itemsOf(await clean(standIn, "--dry-run", "--json"));
    expect(looked.get("convoy-a-1-aaaaaaaa")).toMatchObject({ outcome: "found", run: "aaaaaaaa" });
    expect(looked.get("convoy-of-trucks")?.outcome).toBe("spared");
    expect(looked.has("orders")).toBe(false);
    standIn.behave = (asked) =>
      asked.action === "DeleteQueue" && JSON.stringify(asked.input).includes("bbbbbbbb")
        ? accessDenied(asked)
        : undefined;
    const ended = await clean(standIn, "--yes", "--json");
    const done = itemsOf(ended);
    expect(ended.code).toBe(3);
    expect(done.get("convoy-a-1-aaaaaaaa")?.outcome).toBe("deleted");
    expect(done.get("convoy-b-1-bbbbbbbb")).toMatchObject({ outcome: "left" });
    expect(done.get("convoy-b-1-bbbbbbbb")?.reason).toMatch(/AccessDenied/);
    expect(ended.stderr).toMatch(/^convoy: left:\n {2}queue .*bbbbbbbb/m);
  });

  it("deletes nothing when nobody can agree", async () => {
    await using standIn = await startStandIn();
    litter(standIn);
    const { code, stderr } = await clean(standIn);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no terminal to confirm on: give --yes/);
    expect(standIn.resources()).toHaveLength(5);
  });

  it("says what it may not do, and what it needs for it", async () => {
    await using standIn = await startStandIn();
    standIn.behave = (asked) => (asked.action === "ListQueues" ? accessDenied(asked) : undefined);
    const { code, stderr } = await clean(standIn, "--yes");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^convoy: could not look on .*sqs:ListQueues\. .*iam-policy/m);
  });

  it("goes on past what it may not delete, cannot read or does not find any more, and tells at the end what is left and why", async () => {
    await using standIn = await startStandIn({ quotas: "aws" });
    litter(standIn);
    const nowMs = Date.now();
    const tags = { "convoy:run": "cccccccc" };
    for (const QueueName of ["convoy-gone-1-cccccccc", "convoy-kept-1-cccccccc"]) {
      standIn.emulator.handle("sqs", "CreateQueue", { QueueName, tags }, nowMs);
    }
    const hidden = { StreamName: "convoy-hidden", ShardCount: 1 };
    standIn.emulator.handle("kinesis", "CreateStream", hidden, nowMs);
    let throttles = 0;
    standIn.behave = (asked) => {
      const { action, input } = asked;
      const about = JSON.stringify(input);
      if (/^(ListStreams|DeleteStream|DeleteQueue)$/.test(action) && throttles < 9) {
        throttles += 1;
        return { status: 400, type: "ThrottlingException", message: "Rate exceeded" };
      }
      if (action === "ListTagsForStream" && about.includes("hidden")) return accessDenied(asked);
      if (action === "DeleteQueue" && about.includes("kept")) return accessDenied(asked);
      if (action === "DeleteQueue" && about.includes("gone")) {
        const QueueUrl = String(input["QueueUrl"]);
        try {
          standIn.emulator.handle("sqs", "DeleteQueue", { QueueUrl }, Date.now());
        } catch {
          // An earlier attempt did it.
        }
      }
      return undefined;
    };
    const { code, stdout, stderr } = await clean(standIn, "--yes");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^deleted stream convoy-a-1-aaaaaaaa$/m);
    expect(stdout).toMatch(/^deleted queue .*convoy-gone-1-cccccccc$/m);
    expect(stderr).toMatch(
      /^left alone: stream convoy-hidden: its tags cannot be read: AccessDenied/m,
    );
    expect(stderr).toMatch(/^left alone: queue .*convoy-of-trucks: .*has no tag of a run/m);
    expect(stderr).toMatch(
      /^convoy: left:\n {2}queue .*convoy-kept-1-cccccccc: AccessDenied.*DeleteQueue/m,
    );
    expect(standIn.resources().toSorted()).toEqual([
      "convoy-hidden",
      "convoy-kept-1-cccccccc",
      "convoy-of-trucks",
      "orders",
    ]);
  });

  it("waits for a stream that is still being created", async () => {
    await using standIn = await startStandIn();
    const tags = { "convoy:run": "dddddddd" };
    // Two seconds in the future: it takes three until it can be deleted.
    const late = { StreamName: "convoy-new-1-dddddddd", ShardCount: 1, Tags: tags };
    standIn.emulator.handle("kinesis", "CreateStream", late, Date.now() + 4000);
    let busy = 3;
    standIn.behave = ({ action }) => {
      if (action !== "DeleteStream" || busy === 0) return undefined;
      busy -= 1;
      return {
        status: 400,
        type: "ResourceInUseException",
        message: "not ACTIVE, instead CREATING",
      };
    };
    const { code, stdout, stderr } = await clean(standIn, "--run", "dddddddd", "--yes");
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^deleted stream convoy-new-1-dddddddd$/m);
    expect(stderr).toMatch(/stream convoy-new-1-dddddddd is busy: it is deleted when it can be/);
    expect(standIn.resources()).toEqual([]);
  });

  it("beside live runs of one's own and of others deletes neither; named, a run is", async () => {
    await using standIn = await startStandIn();
    const minutes = { kind: "fleet", trucks: 2, hz: 2, durationS: 300 } as const;
    const file = (name: string) =>
      scenarioFile(shortScenario(queueDesign, { name, workload: minutes }));
    const stops: (() => void)[] = [];
    const run = (name: string, owner: string | undefined) =>
      convoy(benchOnAws(standIn.url, [file(name)]), {
        env: { ...surroundings, CONVOY_OWNER: owner },
        onStart: (pid) => stops.push(() => process.kill(pid, "SIGINT")),
      });
    const runs = [run("mine", undefined), run("theirs", "somebody@else")];
    while (standIn.resources().length < 2) await new Promise((resolve) => setTimeout(resolve, 100));
    const live = standIn.resources();
    const spared = await clean(standIn, "--yes");
    expect(spared.code, spared.stderr).toBe(0);
    expect(spared.stderr).toMatch(/left alone: queue .*mine.*: its run may be under way until/);
    expect(spared.stderr).toMatch(/left alone: queue .*theirs.*: it is somebody@else's/);
    expect(standIn.resources()).toEqual(live);
    for (const stop of stops) stop();
    const ended = await Promise.all(runs);
    for (const { stdout } of ended) expect(stdout).not.toMatch(/QueueDoesNotExist/);
    expect(standIn.resources()).toEqual([]);
  });

  it("Ctrl-C ends it at once", async () => {
    await using standIn = await startStandIn();
    litter(standIn);
    let stoppedAtMs = Infinity;
    const ended = await convoy(["clean", "--endpoint", standIn.url, "--yes"], {
      env: surroundings,
      onStart: (pid) => {
        standIn.behave = ({ action }) => {
          if (action !== "DeleteQueue") return undefined;
          stoppedAtMs = Math.min(stoppedAtMs, performance.now());
          process.kill(pid, "SIGINT");
          return "silent";
        };
      },
    });
    expect(ended.code).toBe(130);
    expect(performance.now() - stoppedAtMs).toBeLessThan(5000);
    expect(ended.stderr).toMatch(/interrupted: what is listed and not deleted is left/);
  });

  it("has nothing to do where nothing is kept", async () => {
    const { code, stderr } = await convoy(["clean", "--target", "embedded"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--target aws or endpoint/);
  });
});
