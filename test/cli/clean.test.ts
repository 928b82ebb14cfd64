import { describe, expect, it } from "vitest";

import { accessDenied } from "../targets/refusals.ts";
import { type StandIn, startStandIn } from "../targets/stand-in.ts";
import { convoy } from "./convoy.ts";
import { surroundings } from "./on-stand-in.ts";

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

  it("has nothing to do where nothing is kept", async () => {
    const { code, stderr } = await convoy(["clean", "--target", "embedded"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--target aws or endpoint/);
  });
});
