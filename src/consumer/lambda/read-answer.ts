/** Which events of a batch an invocation has done, by what the function answered. */
export type Answer =
  | { readonly type: "done" }
  /** All of it is tried again. */
  | { readonly type: "failed"; readonly reason: string }
  /** Places in the batch, ascending. */
  | { readonly type: "partly"; readonly failed: readonly number[] };

const done: Answer = { type: "done" };

/**
 * Reads `batchItemFailures` as Lambda does (LDG/services-sqs-errorhandling, LDG/services-kinesis-batchfailurereporting): nothing, null or an empty
 * list is success; an identifier that is empty, missing or of no event in the batch is failure of the whole. `identifiers`: of the batch, in its
 * order. Of a stream an unknown identifier is assumed to be failure, as of a queue.
 */
export function readAnswer(
  response: unknown,
  identifiers: readonly string[],
  isReported: boolean,
): Answer {
  if (!isReported || typeof response !== "object" || response === null) return done;
  const { batchItemFailures: failures } = response as { readonly batchItemFailures?: unknown };
  if (failures === undefined || failures === null) return done;
  if (!Array.isArray(failures)) return failed("batchItemFailures is no list");
  const places = new Set<number>();
  for (const item of failures as readonly unknown[]) {
    const identifier =
      typeof item === "object" && item !== null && "itemIdentifier" in item
        ? item.itemIdentifier
        : undefined;
    if (typeof identifier !== "string" || identifier === "") {
      return failed("batchItemFailures names an event without an itemIdentifier");
    }
    const place = identifiers.indexOf(identifier);
    if (place < 0)
      return failed(`batchItemFailures names ${identifier}, which is not in the batch`);
    places.add(place);
  }
  return places.size === 0 ? done : { type: "partly", failed: [...places].sort((a, b) => a - b) };
}

function failed(reason: string): Answer {
  return { type: "failed", reason };
}
