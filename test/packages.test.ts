import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { installedPackage, packageVersion } from "../src/packages.ts";
import { environment } from "../src/suite/environment.ts";

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

// tinybench does not export its package.json, @smithy/core does, the SDK's clients export everything.
test.each(["@aws-sdk/client-sqs", "@smithy/core", "tinybench"])("the version of %s", (name) => {
  expect(packageVersion(name)).toBe(versionIn(`node_modules/${name}/package.json`));
});

test("this package knows itself by its name, and one that is not there as unknown", () => {
  expect(packageVersion("convoy-bench")).toBe(versionIn("package.json"));
  expect(packageVersion("no-such-package-of-convoy")).toBe("unknown");
  expect(installedPackage("no-such-package-of-convoy")).toBeUndefined();
});

test("nothing that run.json says of versions is unknown", () => {
  const { convoy, packages, commit } = environment();
  expect(Object.keys(packages).length).toBeGreaterThan(3);
  expect([convoy, commit, ...Object.values(packages)]).not.toContain("unknown");
});
