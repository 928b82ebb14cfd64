/** Who may call `convoy serve`, and how it says what it lets in. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request } from "node:https";

import { expect, test } from "vitest";

import { selfSigned } from "../../src/emulator/host/http/self-signed.ts";
import { convoy, root, temporary } from "./convoy.ts";
import { serving } from "./serving.ts";

/** The status that a GET of /health gets, with these headers. */
function health(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  ca?: string,
): Promise<number> {
  const ask = url.startsWith("https") ? request : plainRequest;
  return new Promise((resolve, reject) => {
    ask(`${url}/health`, { headers, ...(ca !== undefined && { ca }) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

test("pages and unknown names are refused unless they are named", async () => {
  using closed = await serving();
  const origin = "http://localhost:3000";
  expect(await health(closed.url, { origin })).toBe(403);
  expect(await health(closed.url, { host: "convoy" })).toBe(403);
  using opened = await serving("--cors", origin, "--cors", "app://x", "--allow-host", "convoy");
  expect(await health(opened.url, { origin })).toBe(200);
  expect(await health(opened.url, { origin: "app://x" })).toBe(200);
  expect(await health(opened.url, { host: "convoy:4566" })).toBe(200);
  expect(await health(opened.url, { host: "other" })).toBe(403);
});

test("listening for others says loudly what that means, listening here says nothing of it", async () => {
  using here = await serving();
  await health(here.url);
  expect(here.stderr()).not.toContain("WARNING");
  using anywhere = await serving("--host", "0.0.0.0");
  await health(anywhere.url);
  expect(anywhere.stderr()).toContain(`WARNING: ${anywhere.url} is not for this machine only`);
  expect(anywhere.stderr()).toContain("change and delete everything");
  expect(anywhere.stderr()).toContain("--allow-host");
  expect(anywhere.stderr()).toContain("Without --tls");
});

test("--tls makes a certificate, and the file that it is written to is all that a client needs", async () => {
  const file = temporary("made.pem");
  using server = await serving("--tls", file);
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await health(server.url, {}, readFileSync(file, "utf8"))).toBe(200);
  await expect(health(server.url)).rejects.toThrow("self-signed");
  expect(await health(server.url.replace("https", "http"))).toBe(200);
});

test("--tls-cert and --tls-key show a certificate that is there", async () => {
  const { cert, key } = await selfSigned([]);
  const [certFile, keyFile] = [temporary("cert.pem"), temporary("key.pem")];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  using server = await serving("--tls-cert", certFile, "--tls-key", keyFile);
  expect(await health(server.url, {}, cert)).toBe(200);
});

test.each([
  [["--tls-cert", "x.pem"], "--tls-cert and --tls-key go together"],
  [["--tls", "--tls-cert", "x.pem"], "not both"],
  [["--tls-cert", "no-such.pem", "--tls-key", "no-such.pem"], "no-such.pem: cannot be read"],
  [["--tls-cert", "package.json", "--tls-key", "package.json"], "not a certificate and its key"],
  [["--tls", "no/such/folder/x.pem"], "cannot be written"],
  [["--cors", "*"], "It must be an origin"],
  [["--cors", "null"], "It must be an origin"],
  [["--cors", "http://localhost:3000/page"], "It must be an origin"],
  [["--allow-host", "convoy:4566"], "without a port"],
])("bad usage %j is exit code 2", async (args, message) => {
  const { code, stderr, stdout } = await convoy(["serve", "--port", "0", ...args]);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
  expect([code, stdout]).toEqual([2, ""]);
});

test("a delay that no timer can run is refused, with its place", async () => {
  const file = temporary("long.json");
  writeFileSync(file, JSON.stringify([{ kind: "slow", addMs: 2 ** 31 }]));
  const { code, stderr } = await convoy(["serve", "--port", "0", "--faults", file]);
  expect(stderr).toContain("addMs");
  expect(code).toBe(2);
});

test("what no other place has caught is told once, and the server goes on", () => {
  const script = `
    import { Bugs } from "./src/cli/serve-bugs.ts";
    const bugs = new Bugs();
    bugs.catchAll();
    const fail = () => { throw new TypeError("boom"); };
    setTimeout(fail, 1);
    setTimeout(fail, 2);
    setTimeout(() => Promise.reject(new RangeError("bang")), 3);
    setTimeout(() => console.log("still here"), 50);
  `;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { cwd: root, encoding: "utf8" },
  );
  expect(stderr.match(/convoy: this is a bug: TypeError: boom/g)).toHaveLength(1);
  expect(stderr.match(/convoy: this is a bug: RangeError: bang/g)).toHaveLength(1);
  expect([stdout.trim(), status]).toEqual(["still here", 0]);
});

test("the help says how to ask with the AWS CLI, whose version 1 heeds no variable for SQS", async () => {
  const { stdout } = await convoy(["serve", "--help"]);
  expect(stdout).toContain("aws --endpoint-url http://127.0.0.1:4566 sqs list-queues");
  expect(stdout).not.toContain("AWS_ENDPOINT_URL=");
});
