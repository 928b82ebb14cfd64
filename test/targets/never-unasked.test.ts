/** No request leaves for AWS that nobody agreed to pay for, whatever brought the host in. */
import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { atAddress } from "../../src/conformance/places.ts";
import { InputError } from "../../src/errors.ts";
import { endpointAddress } from "../../src/targets/endpoint.ts";
import { connectTarget, type TargetAddress } from "../../src/targets/target.ts";
import { addressOf } from "./short-scenario.ts";
import { startStandIn } from "./stand-in.ts";

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

describe("--target endpoint", () => {
  it.each([
    { endpoint: "https://kinesis.us-east-1.amazonaws.com" },
    { kinesisEndpoint: "https://kinesis.eusc-de-east-1.amazonaws.eu" },
    { kinesisEndpoint: "http://127.0.0.1:1", sqsEndpoint: "https://sqs.eu-west-1.api.aws" },
    { endpoint: "https://vpce-1.kinesis.cn-north-1.vpce.amazonaws.com.cn" },
  ])("is never AWS: %j", async (options) => {
    await expect(endpointAddress(options)).rejects.toThrow(InputError);
    await expect(endpointAddress(options)).rejects.toThrow(/is AWS itself: give --target aws/);
  });

  it("is never AWS by an alias in DNS, however long the chain, by an option or a variable", async () => {
    const aliases: Readonly<Record<string, string>> = {
      "streams.example.test": "inner.example.test",
      "inner.example.test": "vpce-1.kinesis.eu-west-1.vpce.amazonaws.com.",
      "round.example.test": "round.example.test",
    };
    const aliasesOf = (name: string) =>
      name in aliases ? Promise.resolve([aliases[name]!]) : Promise.reject(new Error("ENODATA"));
    const streams = "http://streams.example.test:8080";
    await expect(endpointAddress({ kinesisEndpoint: streams }, aliasesOf)).rejects.toThrow(
      /is AWS itself \(an alias of vpce-1\.kinesis.*give --target aws/,
    );
    vi.stubEnv("AWS_ENDPOINT_URL_KINESIS", streams);
    await expect(endpointAddress({}, aliasesOf)).rejects.toThrow(/is AWS itself/);
    for (const endpoint of ["http://round.example.test", "http://other.example.test"]) {
      expect((await endpointAddress({ endpoint }, aliasesOf)).kinesisEndpoint).toBe(endpoint);
    }
  });

  it("waits for no name server, and asks none for an address or a name of this machine", async () => {
    const never = () => new Promise<never>(() => {});
    const ask = vi.fn(never);
    for (const endpoint of ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1"]) {
      await endpointAddress({ endpoint }, ask);
    }
    expect(ask).not.toHaveBeenCalled();
    expect((await endpointAddress({ endpoint: "http://x.test" }, ask)).sqsEndpoint).toBe(
      "http://x.test",
    );
  });

  it("is never AWS by a variable either", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "https://sqs.us-east-1.amazonaws.com");
    await expect(endpointAddress({})).rejects.toThrow(/needs --endpoint URL/);
  });
});

/** AWS itself, with no stand-in in its place. */
const aws: TargetAddress = {
  kind: "aws",
  label: "AWS, eu-west-1",
  region: "eu-west-1",
  services: ["kinesis", "sqs"],
  credentials: "dummy",
  runId: "0badcafe",
};

describe("an address to which nobody has agreed", () => {
  it.each([
    ["AWS itself", aws],
    [
      "an endpoint of AWS's that came in as any other",
      {
        ...aws,
        kind: "endpoint",
        kinesisEndpoint: "https://kinesis.us-east-1.api.aws",
        sqsEndpoint: "https://sqs.us-east-1.api.aws",
      } as const,
    ],
  ])("has no clients: %s", async (_, address) => {
    await using target = await connectTarget(address, { seed: 1, faults: [] });
    expect(() => target.kinesis()).toThrow(/nobody has agreed to a cost/);
    expect(() => target.sqs()).toThrow(/nobody has agreed to a cost/);
    expect(() => atAddress(address)).toThrow(/nobody has agreed to a cost/);
  });

  it("sends nothing to AWS when a queue's URL leads there", async () => {
    await using standIn = await startStandIn();
    const { sqsEndpoint: _, ...address } = { ...addressOf(standIn), kind: "endpoint" as const };
    await using target = await connectTarget(address, { seed: 1, faults: [] });
    const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/123456789012/mine";
    await expect(target.sqs().send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toThrow(
      /nobody has agreed to a cost/,
    );
    // A stand-in costs nothing.
    await target.kinesis().send(new ListStreamsCommand({}));
  });
});
