import { writeFileSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { InputError } from "../../src/errors.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { awsAddress, labelled } from "../../src/targets/aws.ts";
import { endpointAddress } from "../../src/targets/endpoint.ts";
import { isAwsHost } from "../../src/targets/partitions.ts";
import { resolveEndpoint, resolveRegion } from "../../src/targets/resolve-endpoint.ts";
import { temporary } from "../cli/convoy.ts";
import { queueDesign, shortScenario, streamDesign } from "./short-scenario.ts";

/** Nothing of the machine's own. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  }
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function profile(lines: readonly string[]): void {
  // The SDK reads each path once.
  const file = temporary("config");
  writeFileSync(file, lines.join("\n"));
  vi.stubEnv("AWS_CONFIG_FILE", file);
  vi.stubEnv("AWS_PROFILE", "work");
}

describe("where a service is", () => {
  it("is at AWS, in the Region, when nothing else is said", async () => {
    const url = await resolveEndpoint("kinesis", "eu-west-1");
    expect(url).toBe("https://kinesis.eu-west-1.amazonaws.com");
    expect(isAwsHost(url)).toBe(true);
  });

  it("is what AWS_ENDPOINT_URL says, and what the service's own variable says before that", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/");
    vi.stubEnv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9324");
    expect(await resolveEndpoint("kinesis", "eu-west-1")).toBe("http://127.0.0.1:4566");
    expect(await resolveEndpoint("sqs", "eu-west-1")).toBe("http://127.0.0.1:9324");
  });

  it("is what the profile says, for one service too; its Region counts as well", async () => {
    profile([
      "[profile work]",
      "region = ap-south-1",
      "services = local",
      "[services local]",
      "kinesis =",
      "  endpoint_url = http://127.0.0.1:4568",
    ]);
    expect(await resolveRegion("none")).toBe("ap-south-1");
    expect(await resolveEndpoint("kinesis", "ap-south-1")).toBe("http://127.0.0.1:4568");
    expect(isAwsHost(await resolveEndpoint("sqs", "ap-south-1"))).toBe(true);
  });
});

describe("--target endpoint", () => {
  it("takes one URL for both services, and the environment's where none is given", async () => {
    const both = { kinesisEndpoint: "http://a:1", sqsEndpoint: "http://a:1" };
    expect(await endpointAddress({ endpoint: "http://a:1" })).toMatchObject(both);
    vi.stubEnv("AWS_ENDPOINT_URL", "http://b:2");
    expect(await endpointAddress({ endpoint: "http://a:1" })).toMatchObject(both);
    expect(await endpointAddress({})).toMatchObject({ label: "http://b:2", region: "us-east-1" });
  });

  it("with the URL of one service alone has only that", async () => {
    const { services, sqsEndpoint } = await endpointAddress({ kinesisEndpoint: "http://a:1" });
    expect(services).toEqual(["kinesis"]);
    expect(sqsEndpoint).toBeUndefined();
    vi.stubEnv("AWS_ENDPOINT_URL_SQS", "http://b:2");
    expect((await endpointAddress({})).services).toEqual(["sqs"]);
  });

  it("without any says what to give, and is never AWS", async () => {
    await expect(endpointAddress({})).rejects.toThrow(InputError);
    await expect(endpointAddress({})).rejects.toThrow(/--endpoint URL.*AWS_ENDPOINT_URL/);
  });

  it("gives a service on this machine a user's own credentials only if the environment names them", async () => {
    const credentials = async (endpoint: string) =>
      (await endpointAddress({ endpoint })).credentials;
    expect(await credentials("http://localhost:4566")).toBe("dummy");
    expect(await credentials("https://kinesis.example.com")).toBe("chain-or-dummy");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "x");
    expect(await credentials("http://localhost:4566")).toBe("chain-or-dummy");
  });
});

describe("--target aws", () => {
  it("needs a Region", async () => {
    await expect(awsAddress({})).rejects.toThrow(/needs a Region: set AWS_REGION/);
  });

  it("is called AWS when it is", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const address = await awsAddress({});
    expect(address).toMatchObject({ label: "AWS, eu-west-1", credentials: "chain" });
    expect(address.kinesisEndpoint).toBeUndefined();
    const vpc = "https://vpce-1.kinesis.eu-west-1.vpce.amazonaws.com";
    const through = await awsAddress({ kinesisEndpoint: vpc });
    expect(through).toMatchObject({ label: "AWS, eu-west-1", kinesisEndpoint: vpc });
  });

  it("is not called AWS when something else is in its place, whoever put it there", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const { label } = await awsAddress({ endpoint: "http://127.0.0.1:1" });
    expect(label).toBe("http://127.0.0.1:1 in the place of AWS, eu-west-1");
    vi.stubEnv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:2");
    const half = await awsAddress({});
    expect(half.label).toBe(
      "AWS, eu-west-1, and http://127.0.0.1:2 in the place of AWS, eu-west-1",
    );
    // Of a scenario's own endpoint, and only of what the scenarios use.
    const named = (scenarios: readonly Scenario[]) =>
      labelled({ ...half, runId: "x" }, scenarios).label;
    expect(named([shortScenario(streamDesign)])).toBe("AWS, eu-west-1");
    const own = { ...streamDesign, endpoint: "http://127.0.0.1:3" };
    expect(named([shortScenario(own), shortScenario(queueDesign)])).toBe(
      "http://127.0.0.1:3 and http://127.0.0.1:2 in the place of AWS, eu-west-1",
    );
  });
});
