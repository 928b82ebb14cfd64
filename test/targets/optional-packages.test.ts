import { expect, test } from "vitest";

import { TargetError } from "../../src/errors.ts";
import { containerPackages, loadWith } from "../../src/targets/optional-packages.ts";

/** As Node says it. */
function notFound(what: string): Error {
  const message = `Cannot find package '${what}' imported from /app/node_modules/convoy-bench/dist/src/targets/a.js`;
  return Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" });
}

const load = (error: Error) =>
  loadWith(containerPackages, "--target localstack", () => Promise.reject(error));

test.each(containerPackages)(
  "%s that is missing is named with the command that installs it",
  async (name) => {
    const error = await load(notFound(name)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TargetError);
    expect((error as Error).message).toBe(
      "--target localstack needs packages that are not installed. Install them: npm install --save-dev testcontainers @testcontainers/localstack",
    );
  },
);

test("anything else that goes wrong is as it was", async () => {
  for (const error of [notFound("dockerode"), new Error("Cannot find package 'testcontainers'")]) {
    await expect(load(error)).rejects.toBe(error);
  }
});

test("what is there is loaded", async () => {
  expect(await loadWith(containerPackages, "a test", async () => 1)).toBe(1);
});
