import type { HttpCall } from "./call.ts";

/**
 * Clients send a queue's requests to the URL they were given for it, so it must lead back here: by the name the client itself used
 * to get here, which may be another one inside a container.
 */
const givers: ReadonlySet<string> = new Set([
  "CreateQueue",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "ListQueues",
]);

/** The output with every queue's URL under the host that the caller asked. */
export function withReachableUrls(action: string, output: object, call: HttpCall): object {
  if (!givers.has(action)) return output;
  const host = call.header("host") ?? call.header(":authority");
  if (host === undefined) return output;
  const reachable = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reachable);
    return typeof value === "string" ? value.replace(/^https?:\/\/[^/]+/, `http://${host}`) : value;
  };
  const changed = Object.entries(output).map(([name, value]) =>
    /^queueUrls?$/i.test(name) ? [name, reachable(value)] : [name, value],
  );
  return Object.fromEntries(changed) as object;
}
