import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  createWriteStream,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { finished } from "node:stream/promises";
import { constants, gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { encodeRecord } from "../../src/history/history-file.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { history } from "../verify/history-builder.ts";
import { convoy, type Ended, root, temporary } from "./convoy.ts";

const examples = `${root}docs/examples/`;

function text(records: readonly HistoryRecord[]): string {
  return records.map((record) => `${encodeRecord(record)}\n`).join("");
}

interface InputOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether nobody ends the input. */
  readonly staysOpen?: boolean;
}

/** Runs `convoy verify` with something on standard input. */
function verifyInput(
  input: Uint8Array | string,
  { args = [], env = {}, staysOpen = false }: InputOptions = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["src/cli/main.ts", "verify", "-", ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // It may have enough before all is written.
    child.stdin.on("error", () => {});
    if (staysOpen) child.stdin.write(input);
    else child.stdin.end(input);
  });
}

describe("convoy verify", () => {
  it("judges the examples of the documentation as it says", async () => {
    const sqs = await convoy(["verify", `${examples}history-sqs.jsonl`]);
    expect(sqs).toMatchObject({ code: 0, stderr: "" });
    const once = ["--guarantee", "exactly-once-ordered"];
    const strict = await convoy(["verify", `${examples}history-sqs.jsonl`, ...once]);
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain("duplicate-effect: 1 found");
    const kinesis = readdirSync(examples).filter((name) => name.startsWith("history-kinesis-"));
    const merged = await convoy(["verify", ...kinesis.map((name) => `${examples}${name}`)]);
    expect(merged.code).toBe(1);
    expect(merged.stdout).toMatch(/^invalid\n {2}unprocessed: 1 found.*truck-3 #1/);
  });

  it("reads standard input, gzip'ed or not, and gzip'ed files", async () => {
    const records = text(history().stored(0, 1).consumed(0, 1).end());
    expect((await verifyInput(records)).stdout).toMatch(/^valid\n/);
    const packed = gzipSync(records);
    expect((await verifyInput(packed)).stdout).toMatch(/^valid\n/);
    const file = temporary("h.jsonl.gz");
    writeFileSync(file, packed);
    expect((await convoy(["verify", file])).stdout).toMatch(/^valid\n/);
    const cut = await verifyInput(packed.subarray(0, packed.length - 9));
    expect(cut).toMatchObject({ code: 2, stdout: "" });
    expect(cut.stderr).toContain("standard input: cannot be unpacked: unexpected end of file");
  });

  const hasFull = existsSync("/dev/full");
  if (!hasFull) console.warn("skipped: no room for what is printed: this system has no /dev/full");
  it.runIf(hasFull)("says when there is no room for what it prints, as every command", async () => {
    const commands = [
      ["verify", `${examples}history-sqs.jsonl`],
      ["bench", "--list"],
    ];
    for (const args of commands) {
      const full = openSync("/dev/full", "w");
      const child = spawn(process.execPath, ["src/cli/main.ts", ...args], {
        cwd: root,
        stdio: ["ignore", full, "pipe"],
      });
      closeSync(full);
      let stderr = "";
      child.stderr!.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      const [code] = (await once(child, "close")) as [number | null];
      expect([code, stderr]).toEqual([
        3,
        expect.stringMatching(/^convoy: the output cannot be written: ENOSPC.*\n$/),
      ]);
    }
  });

  it("ends quietly, with the code of its verdict, when nobody reads on", async () => {
    const acked = Array.from({ length: 5000 }, (_, at): HistoryRecord[] => [
      { type: "send", key: `truck_${at}`, seq: 0, dueMs: at, atMs: at },
      { type: "ack", key: `truck_${at}`, seq: 0, atMs: at, lane: "s", position: `${at}` },
    ]);
    const file = temporary("lost.jsonl");
    writeFileSync(file, text(acked.flat()));
    const child = spawn(process.execPath, ["src/cli/main.ts", "verify", "--json", file], {
      cwd: root,
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });

  it("takes files without headers for recorders whose clocks nobody knows", async () => {
    const records = history().stored(0).consumed(0).end();
    const [producer, consumer] = [temporary("p.jsonl"), temporary("c.jsonl")];
    const isSent = ({ type }: HistoryRecord): boolean => type === "send" || type === "ack";
    const end = records.at(-1)!;
    writeFileSync(producer, text([...records.filter(isSent), end]));
    const sentNothing = (r: HistoryRecord) => (r.type === "end" ? { ...r, offered: 0 } : r);
    const consumed = records.filter((record) => !isSent(record)).map(sentNothing);
    writeFileSync(consumer, text(consumed));
    expect((await convoy(["verify", producer, consumer])).stdout).toMatch(/^valid\n/);
    const other = temporary("d.jsonl");
    const second = consumed.map((r) => ("consumer" in r ? { ...r, consumer: "c2" } : r));
    writeFileSync(other, text(second));
    const twice = await convoy(["verify", producer, consumer, other]);
    expect(twice.stdout).toMatch(/^(unknown|invalid)\n/);
    expect(twice.stdout).toContain("within-clock-error");
  });

  it("spells out what would steer the terminal, in the verdict and in errors", async () => {
    const builder = history()
      .in({ key: "truck\u001b[2J\u009b31m\u202e" })
      .stored(0, 1)
      .consumed(1, 0);
    const judged = await verifyInput(text(builder.end()));
    expect(judged.stdout).toContain("truck\\u001b[2J\\u009b31m\\u202e #0");
    const refused = await verifyInput('{"type":"\\u001b[2J"}\n');
    expect(refused.code).toBe(2);
    // oxlint-disable-next-line no-control-regex -- they are what this is about
    expect(judged.stdout + refused.stderr).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
  });

  it("prints a verdict of any length as JSON", { timeout: 240_000 }, async () => {
    const file = temporary("many.jsonl");
    const out = createWriteStream(file);
    for (let truck = 0; truck < 40_000; truck += 1) {
      const builder = history().in({ key: `truck_${truck}`, lane: `lane-${truck}` });
      const records = builder.stored(0, 1).consumed(1, 0).records;
      out.write(text(records.map((record) => ({ ...record, atMs: 0 }))));
    }
    out.end(text(history().end()));
    await finished(out);
    const { code, stdout, stderr } = await convoy(["verify", file, "--json"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const verdict = JSON.parse(stdout) as {
      counts: Record<string, number>;
      countsByKey: Record<string, Record<string, number>>;
      evidence: unknown[];
    };
    expect(verdict.counts["nonmonotonic-effect"]).toBe(40_000);
    expect(Object.keys(verdict.countsByKey)).toHaveLength(40_000);
    expect(verdict.countsByKey["truck_7"]).toMatchObject({ "nonmonotonic-effect": 1, lost: 0 });
    expect(verdict.evidence).toHaveLength(40_000);
  });

  describe("ends with what it knows, and unknown, when memory runs out, and waits for nothing more", () => {
    const env = { NODE_OPTIONS: "--max-old-space-size=40" };
    const sends = Array.from({ length: 200_000 }, (_, truck) =>
      text([{ type: "send", atMs: 0, dueMs: 0, key: `truck_${truck}`, seq: 0 }]),
    ).join("");
    const late = text([{ type: "send", atMs: 1e6, dueMs: 0, key: "late", seq: 0 }]);
    const flush = { finishFlush: constants.Z_SYNC_FLUSH };

    function expectCut({ code, stdout, stderr }: Ended): void {
      expect(stderr).toBe("");
      expect(code).toBe(1);
      expect(stdout).toMatch(/^unknown\n/);
      expect(stdout).toMatch(/memory ran out after \d+ records of \d+ keys/);
    }

    it("a file", { timeout: 60_000 }, async () => {
      const file = temporary("keys.jsonl");
      writeFileSync(file, sends + text(history().end()));
      expectCut(await convoy(["verify", file], { env }));
    });

    it.for([
      ["standard input", sends],
      ["standard input, gzip'ed", gzipSync(sends, flush)],
    ] as const)("%s that stays open", { timeout: 60_000 }, async ([, input]) => {
      expectCut(await verifyInput(input, { env, staysOpen: true }));
    });

    it.for([
      ["as it is", late],
      ["gzip'ed", gzipSync(late, flush)],
    ] as const)(
      "a file beside standard input that stays open, %s",
      { timeout: 60_000 },
      async ([, input]) => {
        const file = temporary("keys.jsonl");
        writeFileSync(file, sends);
        expectCut(await verifyInput(input, { args: [file], env, staysOpen: true }));
      },
    );
  });

  it("names every file that cannot be read", async () => {
    const missing = await convoy(["verify", `${examples}history-sqs.jsonl`, "no.jsonl"]);
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toContain("no.jsonl: cannot be read");
    const steering = await convoy(["verify", "no\u001b[31m.jsonl"]);
    expect(steering.stderr).toContain("no\\u001b[31m.jsonl: cannot be read");
    const twice = await convoy(["verify", "-", "-"]);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining("only once") });
    expect(readFileSync(`${examples}history-sqs.jsonl`, "utf8")).toContain("receipt-3");
  });
});
