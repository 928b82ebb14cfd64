import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { wrongSecret } from "../targets/refusals.ts";
import {
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";
import { convoy, temporary } from "./convoy.ts";
import { accessKeyId, benchOnAws, secret, sessionToken, surroundings } from "./on-stand-in.ts";

const pushed = shortScenario(
  {
    ...streamDesign,
    read: "fan-out",
    payloadEncryption: "aes-256-gcm",
    consumers: [{ app: "map", kind: "by-lane", count: 2 }],
  } as typeof streamDesign,
  { name: "pushed" },
);
const secrets = [accessKeyId, secret, sessionToken];

/** Everything that a user or a colleague may come to see. */
function everything(folder: string, said: { stdout: string; stderr: string }): string {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  return [said.stdout, said.stderr, ...files].join("\n");
}

describe.concurrent("credentials", () => {
  it("of the environment sign requests, over TLS too, and are nowhere written", async () => {
    await using standIn = await startStandIn({ tls: true });
    const authority = temporary("authority.pem");
    writeFileSync(authority, standIn.certificate);
    const out = temporary("out");
    const args = [...benchOnAws(standIn.url, [scenarioFile(pushed)], out), "--history"];
    const env = { ...surroundings, NODE_EXTRA_CA_CERTS: authority, CONVOY_DEBUG: "1" };
    const ended = await convoy(args, { env });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(standIn.asked[0]?.credential).toMatch(new RegExp(`^${accessKeyId}/\\d{8}/eu-west-1/`));
    expect(standIn.asked[0]?.headers["x-amz-security-token"]).toBe(sessionToken);
    const seen = everything(out, ended);
    for (const word of secrets) expect(seen).not.toContain(word);
    // What is pushed comes over HTTP/2, all else over few connections that are kept.
    for (const { action, httpVersion } of standIn.asked) {
      expect(httpVersion).toBe(action === "SubscribeToShard" ? "2.0" : "1.1");
    }
    expect(standIn.asked.length).toBeGreaterThan(15);
    expect(standIn.connections()).toBeLessThanOrEqual(8);
    const run = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { http: string };
    expect(run.http).toMatch(
      /keep-alive for both services, .*SubscribeToShard over TLS by HTTP\/2/,
    );
    expect(ended.stdout).toContain(`measured on ${standIn.url} in the place of AWS, eu-west-1`);
  });

  it("and endpoints of a profile are used, and are nowhere written", async () => {
    await using standIn = await startStandIn();
    const config = temporary("config");
    writeFileSync(
      config,
      `[profile work]\nregion = eu-central-1\nendpoint_url = ${standIn.url}\n` +
        `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secret}\n`,
    );
    const out = temporary("out");
    const file = scenarioFile(shortScenario(queueDesign, { name: "queue" }));
    const args = benchOnAws("", [file], out).filter((arg) => arg !== "--endpoint" && arg !== "");
    const env = {
      ...surroundings,
      ...Object.fromEntries(
        ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "REGION"].map((name) => [
          `AWS_${name}`,
          undefined,
        ]),
      ),
      AWS_CONFIG_FILE: config,
      AWS_PROFILE: "work",
    };
    const ended = await convoy([...args, "--history"], { env });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(standIn.asked[0]?.credential).toMatch(
      new RegExp(`^${accessKeyId}/\\d{8}/eu-central-1/`),
    );
    const seen = everything(out, ended);
    for (const word of secrets) expect(seen).not.toContain(word);
    expect(ended.stdout).toContain(`measured on ${standIn.url} in the place of AWS, eu-central-1`);
  });

  it("that are refused are not in the message either; without any, it says what to set", async () => {
    await using standIn = await startStandIn();
    standIn.behave = wrongSecret;
    const file = scenarioFile(shortScenario(queueDesign, { name: "queue" }));
    const env = { ...surroundings, CONVOY_DEBUG: "1" };
    const refused = await convoy(benchOnAws(standIn.url, [file]), { env });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/could not create a queue on .*SignatureDoesNotMatch/);
    for (const word of secrets) expect(refused.stderr + refused.stdout).not.toContain(word);
    const none = await convoy(benchOnAws(standIn.url, [file]), {
      env: { ...surroundings, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    });
    expect(none.code).toBe(3);
    expect(none.stderr).toMatch(/CredentialsProviderError.* Set AWS_PROFILE, or AWS_ACCESS_KEY_ID/);
  });

  it("from an authority that is not known, TLS is refused, and the message says what to set", async () => {
    await using standIn = await startStandIn({ tls: true });
    const file = scenarioFile(shortScenario(streamDesign, { name: "stream" }));
    const ended = await convoy(benchOnAws(standIn.url, [file]), { env: surroundings });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/SELF_SIGNED.* NODE_EXTRA_CA_CERTS/);
    expect(standIn.asked).toEqual([]);
  });
});
