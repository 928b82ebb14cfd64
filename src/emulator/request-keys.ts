import { isRecord } from "./shape.ts";

/** The partition keys or message group ids in a request: what faults on a key are matched against. */
export function requestKeys(input: unknown): readonly string[] {
  if (!isRecord(input)) return [];
  const list = input["Records"] ?? input["Entries"];
  const items: readonly unknown[] = Array.isArray(list) ? list : [input];
  return items.flatMap((item) => {
    if (!isRecord(item)) return [];
    const key = item["PartitionKey"] ?? item["MessageGroupId"];
    return typeof key === "string" ? [key] : [];
  });
}
