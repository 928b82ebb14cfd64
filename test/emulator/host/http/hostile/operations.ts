/** Every operation of both services, with the schema of its input, from the SDK's own models. */
import * as kinesis from "@aws-sdk/client-kinesis";
import * as sqs from "@aws-sdk/client-sqs";
import { NormalizedSchema } from "@smithy/core/schema";

import type { ServiceName } from "../../../../../src/emulator/emulator.ts";

export interface Operation {
  readonly service: ServiceName;
  readonly action: string;
  readonly input: NormalizedSchema;
}

/** How the SDK marks the schema of an operation; behind it: namespace, name, traits, input, output. */
const operationKind = 9;

function operationsOf(service: ServiceName, client: object): readonly Operation[] {
  return Object.values(client).flatMap((schema: unknown) => {
    if (!Array.isArray(schema) || schema[0] !== operationKind) return [];
    const [, , action, , input] = schema as [number, string, string, unknown, () => never];
    return [{ service, action, input: NormalizedSchema.of(input) }];
  });
}

export const operations: readonly Operation[] = [
  ...operationsOf("kinesis", kinesis),
  ...operationsOf("sqs", sqs),
];

export function operation(service: ServiceName, action: string): Operation {
  const found = operations.find((one) => one.service === service && one.action === action);
  if (found === undefined) throw new Error(`the SDK has no ${service} ${action}`);
  return found;
}
