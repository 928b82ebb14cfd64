import * as kinesis from "@aws-sdk/client-kinesis";
import * as sqs from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { outside } from "../../src/conformance/outside.ts";
import { Emulator, ServiceError, type ServiceName } from "../../src/emulator/emulator.ts";

const clients = { kinesis, sqs } as const;

/** The actions that a client has commands for. */
function actionsOf(service: ServiceName): readonly string[] {
  return Object.keys(clients[service])
    .filter((name) => /^[A-Z].*Command$/.test(name) && name !== "$Command")
    .map((name) => name.replace(/Command$/, ""));
}

function isKnown(service: ServiceName, action: string): boolean {
  const emulator = new Emulator({ seed: 1, startMs: 0 });
  try {
    emulator.handle(service, action, {}, 0);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.name !== "UnknownOperationException";
  }
  return true;
}

describe.each(["kinesis", "sqs"] as const)("%s", (service) => {
  const left = outside.filter((entry) => entry.service === service).flatMap((e) => e.actions);

  test.each(actionsOf(service))("%s is known to the model, or said to be outside", (action) => {
    expect(isKnown(service, action)).toBe(!left.includes(action));
  });
  test("nothing is said to be outside that the service does not have", () => {
    expect(actionsOf(service).length).toBeGreaterThan(20);
    for (const action of left) expect(actionsOf(service)).toContain(action);
  });
});
