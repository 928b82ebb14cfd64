import type { ClientUser } from "./target.ts";

/** Steps by the names that the SDK gives them: a log that nobody keeps, and headers. */
const idleSteps = [
  "loggerMiddleware",
  "contentLengthMiddleware",
  "getUserAgentMiddleware",
  "hostHeaderMiddleware",
  "recursionDetectionMiddleware",
];

interface Stacked {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/**
 * A client of the SDK for the model in this process, without the steps that only write headers which nobody reads here. As it was, where
 * it is for a user's own code, which may put a step of its own beside any of the SDK's.
 */
export function quicken<Client extends Stacked>(
  client: Client,
  user: Pick<ClientUser, "isOwnCode"> | undefined,
): Client {
  if (user?.isOwnCode === true) return client;
  for (const step of idleSteps) client.middlewareStack.remove(step);
  return client;
}
