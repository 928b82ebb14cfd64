import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { proxyFor } from "../../src/targets/proxy.ts";

const aws = "https://kinesis.eu-west-1.amazonaws.com";

beforeEach(() => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the way to a service", () => {
  it("is direct where no variable says otherwise", () => {
    expect(proxyFor(aws, "aws")).toBeUndefined();
  });

  it("leads through HTTPS_PROXY for https:, HTTP_PROXY for http:, ALL_PROXY for both, in either case", () => {
    vi.stubEnv("ALL_PROXY", "http://all:1");
    expect(proxyFor(aws, "aws")).toBe("http://all:1");
    vi.stubEnv("https_proxy", "http://secure:2");
    vi.stubEnv("HTTP_PROXY", "http://plain:3");
    expect(proxyFor(aws, "aws")).toBe("http://secure:2");
    expect(proxyFor("http://sqs.example.org", "endpoint")).toBe("http://plain:3");
  });

  it("is direct to what NO_PROXY names", () => {
    vi.stubEnv("HTTPS_PROXY", "http://secure:2");
    vi.stubEnv("NO_PROXY", "example.org,.eu-west-1.amazonaws.com");
    expect(proxyFor(aws, "aws")).toBeUndefined();
    expect(proxyFor("https://kinesis.us-east-1.amazonaws.com", "aws")).toBe("http://secure:2");
  });

  it("is direct to a service on this machine, unless that stands in for AWS", () => {
    vi.stubEnv("HTTP_PROXY", "http://plain:3");
    expect(proxyFor("http://127.0.0.1:4566", "endpoint")).toBeUndefined();
    expect(proxyFor("http://localhost:4566", "npm-emulators")).toBeUndefined();
    expect(proxyFor("http://127.0.0.1:4566", "aws")).toBe("http://plain:3");
  });

  it("is none through a proxy of another kind, which is said without its password", () => {
    vi.stubEnv("ALL_PROXY", "socks5://me:s3cret@proxy:1080");
    expect(() => proxyFor(aws, "aws")).toThrow(/one of HTTP.*not socks5:\/\/proxy:1080 /);
  });
});
