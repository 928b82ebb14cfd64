import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ImageName } from "testcontainers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import type { Scenario } from "../../src/scenario/scenario.ts";
import {
  type ContainerEngine,
  containerEngine,
  runLabel,
} from "../../src/targets/container-engine.ts";
import {
  defaultLocalStackImage,
  pullImage,
  pullMeter,
} from "../../src/targets/localstack-image.ts";
import { convoy, temporary } from "../cli/convoy.ts";
import { ownQueue, ownSingleGroup, ownStream } from "../own-scenarios.ts";
import { slowRegistry } from "./slow-registry.ts";

/** `required`: that these tests cannot run is a failure. */
const isRequired = process.env["CONVOY_CONTAINER_TESTS"] === "required";

describe("the meter of a pull", () => {
  it("sums up the layers that have begun; one that is complete counts whole", () => {
    const meter = pullMeter();
    const downloading = (id: string, current: number, total: number) =>
      meter({ id, status: "Downloading", progressDetail: { current, total } });
    expect(meter({ id: "a", status: "Pulling fs layer", progressDetail: {} })).toBe("0 of 0 MB");
    expect(downloading("a", 1_000_000, 50_000_000)).toBe("1 of 50 MB");
    expect(downloading("b", 2_000_000, 150_000_000)).toBe("3 of 200 MB");
    expect(meter({ id: "a", status: "Download complete", progressDetail: {} })).toBe(
      "52 of 200 MB",
    );
    const extracting = { current: 10, total: 50_000_000 };
    expect(meter({ id: "a", status: "Extracting", progressDetail: extracting })).toBe(
      "52 of 200 MB",
    );
  });
});

describe("--target localstack without an engine", () => {
  it.each(["bench", "probe"])("is one clear message and exit code 3: %s", async (command) => {
    const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
    const ended = await convoy([command, "--target", "localstack"], { env });
    expect(ended.stderr).toMatch(/needs Docker, and no engine answers at DOCKER_HOST=unix:/);
    expect(ended.stderr).not.toMatch(/this is a bug|^\s+at /m);
    expect(ended.stdout).toBe("");
    expect(ended.code).toBe(3);
  });

  it.each([["--image", "localstack/localstack:3"], ["--keep"]])(
    "%s belongs to that target only",
    async (...options) => {
      const ended = await convoy(["bench", "--scenario", "sqs-standard-steady", ...options]);
      expect(ended.stderr).toMatch(`${options[0]} goes with --target localstack only`);
      expect(ended.code).toBe(2);
    },
  );
});

const engine = await containerEngine().catch(() => undefined);
const hindrance = await whyNot(engine);
if (hindrance !== undefined) console.warn(`no test of LocalStack in a container: ${hindrance}`);

it.runIf(isRequired)("LocalStack can be tested, as CONVOY_CONTAINER_TESTS asks", () => {
  expect(hindrance).toBeUndefined();
});

async function whyNot(at: ContainerEngine | undefined): Promise<string | undefined> {
  if (at === undefined) return "no container engine answers";
  if (await at.image.exists(ImageName.fromString(defaultLocalStackImage))) return undefined;
  try {
    await pullImage(at, defaultLocalStackImage, () => {}, new AbortController().signal);
    return undefined;
  } catch (error) {
    return `${defaultLocalStackImage} is not here: ${(error as Error).message}`;
  }
}

// Most of it is the time that the probe takes on a machine with other work.
describe.skipIf(hindrance !== undefined)("--target localstack", { timeout: 400_000 }, () => {
  const docker = () => engine!.container.dockerode;
  const labelled = () => docker().listContainers({ all: true, filters: { label: [runLabel] } });
  /** Another's, or of a run that was killed together with the engine: not ours to count or to remove. */
  let earlier: readonly string[] = [];
  const containers = async () => (await labelled()).filter(({ Id }) => !earlier.includes(Id));

  beforeAll(async () => {
    earlier = (await labelled()).map(({ Id }) => Id);
  });

  afterEach(async () => {
    for (const { Id } of await containers())
      await docker().getContainer(Id).remove({ force: true });
  });

  it("ends with verdicts, says what answered, and leaves no container", async () => {
    const kinesis = scenarioFile(ownStream, { trucks: 20, durationS: 10 });
    const sqs = scenarioFile(ownQueue, { durationS: 10 });
    const out = temporary("out");
    const ended = await bench(["--scenario", kinesis, "--scenario", sqs, "--out", out]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/✔ own-stream .* valid [^]*✔ own-queue .* valid /);
    expect(ended.stdout).toMatch(/evidence: measured on LocalStack \d+\.\d+/);
    const { address } = runFacts(out);
    expect(address.label).toMatch(/^LocalStack \d/);
    expect(address.services).toEqual(["kinesis", "sqs"]);
    expect(await containers()).toEqual([]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "leaves no container after %s in mid-run, and reports what there is",
    async (signal) => {
      const out = temporary("out");
      const args = ["--scenario", longScenario(), "--out", out];
      const ended = await bench(args, /as on AWS/, (kill) => {
        void runBegun().then(() => kill(signal));
      });
      expect(ended.code, ended.stderr).toBe(130);
      expect(ended.stdout).toMatch(/interrupted: partial/);
      expect(runFacts(out)).toMatchObject({ state: "interrupted" });
      expect(await containers()).toEqual([]);
    },
  );

  it.each(["SIGINT", "SIGTERM"] as const)(
    "leaves neither a container nor results after %s during the start",
    async (signal) => {
      const out = temporary("out");
      const args = ["--scenario", longScenario(), "--out", out];
      const ended = await bench(args, /^starting /m, (kill) => kill(signal));
      expect(ended.stderr).toMatch(/convoy: interrupted before anything ran$/m);
      expect(ended.code, ended.stderr).toBe(130);
      expect(existsSync(out)).toBe(false);
      expect(await containers()).toEqual([]);
    },
  );

  it("leaves no container even when it is killed", async () => {
    const args = ["--scenario", longScenario(), "--out", temporary("out")];
    const ended = await bench(args, /^starting /m, (kill) => {
      void containerMade().then(() => kill("SIGKILL"));
    });
    expect(ended.code).toBe(null);
    // The test fails by its time limit if it stays.
    while ((await containers()).length > 0) await nextLook();
  });

  it("stays with --keep, at the URL that it prints", async () => {
    const scenario = scenarioFile(ownSingleGroup, { trucks: 5, durationS: 2 });
    const ended = await bench(["--scenario", scenario, "--keep", "--out", temporary("out")]);
    expect(ended.code, ended.stderr).toBe(0);
    const [, url, name] =
      /LocalStack \S+ stays at (\S+), until docker rm -f (\S+)/.exec(ended.stderr) ?? [];
    const health = await fetch(`${url}/_localstack/health`);
    // Only what the scenario needs was started.
    expect(await health.json()).toMatchObject({
      services: { sqs: "running", kinesis: "disabled" },
    });
    expect((await containers()).map(({ Names }) => Names)).toEqual([[`/${name}`]]);
  });

  it("removes a container that does not get ready, and says how its log ends", async () => {
    const image = await imageThatFails();
    try {
      const args = [
        "--image",
        image,
        "--scenario",
        "sqs-standard-steady",
        "--out",
        temporary("out"),
      ];
      const ended = await bench(args);
      expect(ended.stderr).toMatch(/convoy: convoy-test\/fails:1 did not start: [^]*not today/);
      expect(ended.code).toBe(3);
      expect(await containers()).toEqual([]);
    } finally {
      await docker().getImage(image).remove({ force: true });
    }
  });

  it("shows how far a pull is, and ends it on Ctrl-C", async () => {
    using registry = await slowRegistry();
    const args = ["--image", registry.image, "--scenario", "sqs-standard-steady"];
    const progress = new RegExp(`^pulling ${registry.image}: [1-9]\\d* of 50 MB$`, "m");
    const ended = await bench([...args, "--out", temporary("out")], progress, (kill) =>
      kill("SIGINT"),
    );
    expect(ended.stderr).toMatch(progress);
    expect(ended.stderr).toMatch(/convoy: interrupted before anything ran$/m);
    expect(ended.code, ended.stderr).toBe(130);
  });

  it("says so when an image can be had nowhere", async () => {
    // Nothing listens there.
    const image = "127.0.0.1:9/localstack:none";
    const args = ["--image", image, "--scenario", "sqs-standard-steady", "--out", temporary("out")];
    const ended = await bench(args);
    expect(ended.stderr).toMatch(/could not pull 127\.0\.0\.1:9\/localstack:none: /);
    expect(ended.code).toBe(3);
    expect(await containers()).toEqual([]);
  });

  /** An image like the other one that has something to say, and ends. */
  async function imageThatFails(): Promise<string> {
    const container = await docker().createContainer({ Image: defaultLocalStackImage });
    await container.commit({
      repo: "convoy-test/fails",
      tag: "1",
      changes: 'ENTRYPOINT ["sh", "-c", "echo not today; exit 1"]',
    });
    await container.remove();
    return "convoy-test/fails:1";
  }

  async function containerMade(): Promise<void> {
    while ((await containers()).length === 0) await nextLook();
  }

  /** Resolves when the run's queue is there. */
  async function runBegun(): Promise<void> {
    const [container] = await containers();
    const port = container!.Ports.find(({ PrivatePort }) => PrivatePort === 4566)!.PublicPort!;
    using client = disposable(
      new SQSClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      }),
    );
    const list = new ListQueuesCommand({ QueueNamePrefix: `convoy-${ownSingleGroup.name}` });
    while ((await client.send(list)).QueueUrls === undefined) await nextLook();
  }
});

function disposable(client: SQSClient): SQSClient & Disposable {
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

type Kill = (signal: NodeJS.Signals) => void;

/** Runs `convoy bench` on LocalStack; `then` is called once stderr holds what it waits for. */
function bench(args: readonly string[], waitFor?: RegExp, then: (kill: Kill) => void = () => {}) {
  let hasHappened = false;
  return convoy(["bench", "--target", "localstack", ...args], {
    onStderr: (text, kill) => {
      if (hasHappened || waitFor?.test(text) !== true) return;
      hasHappened = true;
      then(kill);
    },
  });
}

/** A scenario with another workload and without figures. */
function scenarioFile(scenario: Scenario, workload: object): string {
  const file = temporary(`${scenario.name}.json`);
  const changed = { ...scenario.workload, ...workload };
  const expected = { verdict: "valid" };
  writeFileSync(file, JSON.stringify({ ...scenario, workload: changed, expect: expected }));
  return file;
}

function longScenario(): string {
  return scenarioFile(ownSingleGroup, { trucks: 5, durationS: 600 });
}

function runFacts(folder: string) {
  return JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as {
    readonly state: string;
    readonly address: { readonly label: string; readonly services: readonly string[] };
  };
}
