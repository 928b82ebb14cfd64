/** User and password in a URL: nobody needs them, nothing shows or stores them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import { queueDesign, scenarioFile, shortScenario } from "../targets/short-scenario.ts";
import { type StandIn, startStandIn } from "../targets/stand-in.ts";
import { convoy, temporary } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const user = "fleetuser";
const password = "p@ss-w0rd";
const words = [user, password, "ss-w0rd"];
const file = scenarioFile(shortScenario(queueDesign, { name: "queue" }));

function withUser({ url }: StandIn): string {
  return url.replace("http://", `http://${user}:${password}@`);
}

interface Case {
  readonly args: (standIn: StandIn, out: string) => readonly string[];
  readonly env?: (standIn: StandIn) => Readonly<Record<string, string>>;
  readonly code: number;
}

const endpoint = (url: string, out: string) =>
  ["bench", "--scenario", file, "--out", out].concat(
    "--target endpoint --history --sqs-endpoint".split(" "),
    url,
  );

const cases: Readonly<Record<string, Case>> = {
  "bench --target endpoint": { args: (at, out) => endpoint(withUser(at), out), code: 0 },
  "bench --target aws": { args: (at, out) => benchOnAws(withUser(at), [file], out), code: 0 },
  "a variable": {
    args: ({ url }, out) =>
      benchOnAws(url, [file], out).filter((arg) => arg !== "--endpoint" && arg !== url),
    env: (at) => ({ AWS_ENDPOINT_URL: withUser(at) }),
    code: 0,
  },
  probe: { args: (at) => ["probe", "--sqs-endpoint", withUser(at)], code: 0 },
  clean: { args: (at) => ["clean", `--endpoint=${withUser(at)}`, "--dry-run"], code: 0 },
  "an option misspelt": { args: (at) => ["probe", `--endpiont=${withUser(at)}`], code: 2 },
  "a URL that is none": {
    args: () => ["probe", "--endpoint", `ftp://${user}:${password}@127.0.0.1`],
    code: 2,
  },
  "a scenario": {
    args: (at, out) => {
      const design = { ...queueDesign, endpoint: withUser(at) } as typeof queueDesign;
      const mine = temporary("queue.json");
      writeFileSync(mine, JSON.stringify(shortScenario(design, { name: "queue" })));
      return benchOnAws(at.url, [mine], out);
    },
    code: 2,
  },
};

describe.concurrent("are not seen when they come by", () => {
  it.each(Object.entries(cases))("%s", async (_, { args, env, code }) => {
    await using standIn = await startStandIn();
    const out = temporary("out");
    const ended = await convoy(args(standIn, out), {
      env: { ...surroundings, CONVOY_DEBUG: "1", ...env?.(standIn) },
    });
    expect(ended.code, ended.stderr).toBe(code);
    const written = filesBelow(out);
    const seen = [ended.stdout, ended.stderr, ...written].join("\n");
    for (const word of words) expect(seen).not.toContain(word);
    for (const { headers } of standIn.asked) {
      expect(headers.authorization ?? "").toMatch(/^AWS4-HMAC-SHA256/);
    }
  });
});

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  } catch {
    return [];
  }
}
