import { expect, test } from "vitest";

import type { FidelityProfile } from "../../src/probe/probe.ts";
import { profileText } from "../../src/probe/profile-text.ts";
import { startNpmEmulator } from "../../src/targets/npm-emulators.ts";
import { convoy } from "./convoy.ts";

test("probe prints what an endpoint does and does not do as AWS does", async () => {
  await using emulator = await startNpmEmulator("fauxqs");
  const { code, stdout } = await convoy(["probe", "--sqs-endpoint", emulator.url, "--json"]);
  expect(code).toBe(0);
  const profile = JSON.parse(stdout) as FidelityProfile;
  expect(profile).toMatchObject({ services: ["sqs"], missing: {} });
  expect(profileText(profile)).toMatch(/^ {2}no +one receive returns many messages of a group$/m);
});

test("an endpoint that cannot be reached is a failed target", async () => {
  const emulator = await startNpmEmulator("fauxqs");
  await emulator.stop();
  const { code, stderr } = await convoy(["probe", "--endpoint", emulator.url]);
  expect(code).toBe(3);
  expect(stderr).toMatch(/nothing to probe/);
});

test("without an endpoint it says what to give", async () => {
  const { code, stderr } = await convoy(["probe"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--endpoint URL/);
});
