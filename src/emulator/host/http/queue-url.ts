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

/** The output with every queue's URL under the name that the caller used, or where the server listens if it used none. */
export function withReachableUrls(
  action: string,
  output: object,
  { scheme, authority }: HttpCall,
  url: string,
): object {
  if (!givers.has(action)) return output;
  const base = authority === undefined ? url : `${scheme}://${authority}`;
  const reachable = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reachable);
    // By a function: in a text "$&" would stand for what was found.
    return typeof value === "string" ? value.replace(/^https?:\/\/[^/]+/, () => base) : value;
  };
  const changed = Object.entries(output).map(([name, value]) =>
    /^queueUrls?$/i.test(name) ? [name, reachable(value)] : [name, value],
  );
  return Object.fromEntries(changed) as object;
}
