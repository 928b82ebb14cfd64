/**
 * The last look before a target is left: what was asked for and not answered, and what nobody has tried to delete, is deleted now, or
 * stays in the ledger with the reason.
 */
import { DeleteStreamCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { DeleteQueueCommand, GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";

import { notStopped } from "../broker/created.ts";
import { explain } from "../client/advice.ts";
import { isAbort, isGone, isPassing, isThrottle } from "../client/sdk-errors.ts";
import type { Account } from "./account.ts";
import type { Entry } from "./ledger.ts";

const pauseMs = 200;
/** How long something may take to show up after its creation broke off, and after nobody answered, in milliseconds. */
const brokenForMs = 1000;
const unansweredForMs = 5000;
/** How long to go on while the service is busy with it (a stream that is being created). */
const busyForMs = 60_000;

interface Clients {
  readonly kinesis: () => KinesisClient;
  readonly sqs: () => SQSClient;
}

/** Never rejects. `again`: also what could not be deleted before. */
export async function sweepUp(
  clients: Clients,
  account: Account,
  { again = false }: { readonly again?: boolean } = {},
): Promise<void> {
  const open = account.ledger.left().filter(({ state }) => again || state !== "kept");
  await Promise.all(open.map((entry) => sweepOne(entry, clients, account)));
}

async function sweepOne(entry: Entry, clients: Clients, account: Account): Promise<void> {
  const { ledger } = account;
  const beganMs = performance.now();
  const end = account.endOf({ action: "DeleteStream" });
  while (!end.aborted) {
    const passedMs = performance.now() - beganMs;
    try {
      await remove(entry, clients);
      return;
    } catch (error) {
      if (isGone(error)) {
        if (ledger.stateOf(entry) === "gone") return;
        const isSettled = ledger.doubtOf(entry) === "broken" && passedMs > brokenForMs;
        if (isSettled) return ledger.deleted(entry);
        if (passedMs > unansweredForMs) break;
      } else if (isAbort(error)) {
        break;
      } else if (!isWorthTrying(error, passedMs)) {
        return ledger.kept(entry, explain(error));
      }
    }
    await pause(end);
  }
  const state = ledger.stateOf(entry);
  if (entry.state === "asked" && state !== "there" && state !== "gone") {
    ledger.kept(entry, "its creation was not answered: it may be there, or still come");
  }
}

async function remove({ kind, name }: Entry, { kinesis, sqs }: Clients): Promise<void> {
  if (kind === "stream") {
    const command = new DeleteStreamCommand({ StreamName: name, EnforceConsumerDeletion: true });
    await kinesis().send(command, notStopped);
    return;
  }
  const { QueueUrl } = await sqs().send(new GetQueueUrlCommand({ QueueName: name }), notStopped);
  await sqs().send(new DeleteQueueCommand({ QueueUrl }), notStopped);
}

function isWorthTrying(error: unknown, passedMs: number): boolean {
  const isBusy = error instanceof Error && error.name === "ResourceInUseException";
  if (isBusy || isThrottle(error)) return passedMs < busyForMs;
  return isPassing(error) && passedMs < unansweredForMs;
}

function pause(end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      end.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs);
    end.addEventListener("abort", done, { once: true });
  });
}
