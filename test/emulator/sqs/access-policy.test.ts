import { expect, test } from "vitest";

import { Rig } from "../rig.ts";

const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
const whole = { Version: "2012-10-17", Id: "id", Statement: [statement] };

function refusal(policy: unknown): { name: string; message: string } {
  const Attributes = { Policy: JSON.stringify(policy) };
  return new Rig().refusal("sqs", "CreateQueue", { QueueName: "q", Attributes });
}

test.each([
  [[]],
  ["text"],
  [{ ...whole, more: 1 }],
  [{ ...whole, Version: "2020-01-01" }],
  [{ Version: "2012-10-17" }],
  [{ ...whole, Statement: [] }],
  [{ ...whole, Statement: ["text"] }],
  [{ ...whole, Statement: { ...statement, more: 1 } }],
  [{ ...whole, Statement: { ...statement, Effect: "allow" } }],
  [{ ...whole, Statement: { ...statement, Action: undefined } }],
])("%j is no policy", (policy) => {
  expect(refusal(policy)).toEqual({
    name: "InvalidAttributeValue",
    message: "Invalid value for the parameter Policy.",
  });
});

test("a policy has twenty statements at most", () => {
  expect(refusal({ ...whole, Statement: Array(21).fill(statement) })).toEqual({
    name: "OverLimit",
    message: "21 statements were found in the submitted policy, max allowed is 20",
  });
  const Policy = JSON.stringify({ ...whole, Statement: Array(20).fill(statement) });
  const rig = new Rig();
  const QueueUrl = rig.queue("q", { Policy });
  const asked = { QueueUrl, AttributeNames: ["Policy"] };
  expect(rig.sqs("GetQueueAttributes", asked).Attributes).toEqual({ Policy });
});
