/**
 * Whether a parsed line is a record with all fields as they should be, quickly: for the five types that nearly all of a history is made
 * of, one look at each field, written out. Whatever is not, for whatever reason, is looked at by the table of fields, which knows what
 * to say.
 */
import type { HistoryRecord } from "./record.ts";

type Unchecked = { readonly [field: string]: unknown; readonly type: unknown };

export function isWellFormed(value: unknown): value is HistoryRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Unchecked;
  switch (record.type) {
    case "send":
      return isEvent(record["key"], record["seq"]) && isSend(record);
    case "ack":
      return isEvent(record["key"], record["seq"]) && isAck(record);
    case "delivery":
      return isEvent(record["key"], record["seq"]) && isDelivery(record);
    case "start":
      return isEvent(record["key"], record["seq"]) && isWork(record);
    case "effect":
      return isEvent(record["key"], record["seq"]) && isWork(record);
    default:
      return false;
  }
}

function isSend(record: Unchecked): boolean {
  return (
    isNumber(record["atMs"]) &&
    isNumber(record["dueMs"]) &&
    isCountOrNone(record["index"]) &&
    isCountOrNone(record["bytes"]) &&
    isCountOrNone(record["checksum"]) &&
    isNameOrNone(record["attemptId"]) &&
    isNameOrNone(record["recorder"])
  );
}

function isAck(record: Unchecked): boolean {
  return (
    isNumber(record["atMs"]) &&
    isName(record["lane"]) &&
    isName(record["position"]) &&
    isNameOrNone(record["attemptId"]) &&
    isNameOrNone(record["recorder"])
  );
}

function isDelivery(record: Unchecked): boolean {
  const intact = record["intact"];
  return (
    isName(record["app"]) &&
    isName(record["consumer"]) &&
    isName(record["lane"]) &&
    isName(record["position"]) &&
    isNumber(record["atMs"]) &&
    isCountOrNone(record["index"]) &&
    isCountOrNone(record["bytes"]) &&
    isCountOrNone(record["checksum"]) &&
    (intact === undefined || typeof intact === "boolean") &&
    isNameOrNone(record["deliveryId"]) &&
    isNameOrNone(record["recorder"])
  );
}

function isWork(record: Unchecked): boolean {
  return (
    isName(record["app"]) &&
    isName(record["consumer"]) &&
    isNameOrNone(record["lane"]) &&
    isNameOrNone(record["position"]) &&
    isNumber(record["atMs"]) &&
    isCountOrNone(record["index"]) &&
    isNameOrNone(record["deliveryId"]) &&
    isNameOrNone(record["recorder"])
  );
}

function isEvent(key: unknown, seq: unknown): boolean {
  return isName(key) && isCount(seq);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isNameOrNone(value: unknown): boolean {
  return value === undefined || isName(value);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && Number.isSafeInteger(value);
}

function isCountOrNone(value: unknown): boolean {
  return value === undefined || isCount(value);
}

/** JSON has no NaN, and what is too large for a number is read as Infinity. */
function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}
