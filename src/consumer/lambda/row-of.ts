import { crc32 } from "node:zlib";

import type { Delivery } from "../../broker/broker.ts";
import { streamFacts } from "../../broker/lambda-records.ts";

/** Which of so many rows a record goes to: by its partition key alone (how Lambda spreads keys is not documented). */
export function rowOf(delivery: Delivery, rows: number): number {
  return rows === 1 ? 0 : crc32(streamFacts(delivery).partitionKey) % rows;
}
