import { partition } from "@aws-sdk/core/client";
import { describe, expect, it } from "vitest";

import { isAwsHost, partitionOf, partitions } from "../../src/targets/partitions.ts";

/** A Region of each partition. */
const regions = [
  "us-east-1",
  "mx-central-1",
  "cn-north-1",
  "eusc-de-east-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
  "us-gov-west-1",
];

describe("a Region", () => {
  it.each(regions)("%s is in the partition that the SDK has for it", (region) => {
    expect(partitionOf(region).id).toBe(partition(region).name);
    const hosts = [partition(region).dnsSuffix, partition(region).dualStackDnsSuffix];
    for (const suffix of hosts) {
      expect(isAwsHost(`https://kinesis.${region}.${suffix}`), suffix).toBe(true);
    }
  });

  it("of every partition is among them", () => {
    expect(new Set(regions.map((region) => partitionOf(region).id)).size).toBe(partitions.length);
  });

  it("that nobody knows is taken for one of the commercial partition, as by the SDK", () => {
    expect(partitionOf("xx-new-1").id).toBe("aws");
  });
});

describe("a host", () => {
  it.each([
    "https://kinesis.us-east-1.amazonaws.com",
    "https://KINESIS.US-EAST-1.AMAZONAWS.COM:443/",
    "https://sqs.eu-west-1.amazonaws.com.",
    "https://queue.amazonaws.com",
    "http://sqs.us-east-1.amazonaws.com/123456789012/mine.fifo",
    "https://123456789012.data-kinesis.us-east-1.amazonaws.com",
    "https://kinesis-fips.us-gov-east-1.amazonaws.com",
    "https://kinesis.eu-west-1.api.aws",
    "https://vpce-0a1b-c2d3.sqs.eu-west-1.vpce.amazonaws.com",
    "https://kinesis.cn-northwest-1.amazonaws.com.cn",
    "https://sqs.cn-north-1.api.amazonwebservices.com.cn",
    "https://kinesis.eusc-de-east-1.amazonaws.eu",
    "https://vpce-1.kinesis.eusc-de-east-1.vpce.amazonaws.eu",
    "https://kinesis.us-iso-east-1.c2s.ic.gov",
    "https://sqs.us-isob-east-1.sc2s.sgov.gov",
    "https://kinesis.eu-isoe-west-1.cloud.adc-e.uk",
    "https://kinesis.us-isof-south-1.csp.hci.ic.gov",
  ])("%s is one of AWS's", (url) => {
    expect(isAwsHost(url)).toBe(true);
  });

  it.each([
    "http://localhost:4566",
    "http://127.0.0.1:4566",
    "http://sqs.us-east-1.localhost.localstack.cloud:4566",
    "https://amazonaws.com.example.org",
    "https://notamazonaws.com",
    "https://kinesis.example.com",
    "https://laws.example",
  ])("%s is none of AWS's", (url) => {
    expect(isAwsHost(url)).toBe(false);
  });
});
