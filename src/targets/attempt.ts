/** One attempt of a request, as the account's books have it: before it leaves, and when it is over. */
import { explain } from "../client/advice.ts";
import { isAbort, isGone } from "../client/sdk-errors.ts";
import type { Request } from "../cost/charge.ts";
import { type Account, isCreation, isDeletion, type StreamKind, streamNameOf } from "./account.ts";
import { doubtOf } from "./doubt.ts";
import type { Resource } from "./ledger.ts";

/** It is about to leave. */
export function begun(request: Request, account: Account, endpoint?: string): void {
  const { action, input } = request;
  account.attempt(request);
  if (!isCreation(action)) return;
  const resource = resourceOf(request);
  const isOwn = account.isOwn(resource.name);
  if (action === "CreateQueue") {
    if (isOwn) account.ledger.creating(resource, 0, endpoint);
    return;
  }
  const kind = streamKindOf(input);
  if (isOwn) account.ledger.creating(resource, account.usdPerDay(kind), endpoint);
  account.streamAsked(resource.name, kind);
}

export function answered(request: Request, output: object, account: Account): void {
  const { action, input } = request;
  account.answered(request, output);
  const resource = resourceOf(request);
  if (isCreation(action)) account.ledger.created(resource);
  if (isDeletion(action)) account.ledger.deleted(resource);
  if (action === "DeleteStream") account.streamDeleted(resource.name);
  const name = streamNameOf(input);
  if (action === "RegisterStreamConsumer") account.streamGrows(name, { consumers: 1 });
  if (action === "SplitShard") account.streamGrows(name, { shards: 2 });
  if (action === "MergeShards") account.streamGrows(name, { shards: 1 });
  if (action === "UpdateShardCount") {
    // It splits and merges in steps, and every shard on the way is billed (K-SDK UpdateShardCount).
    const { TargetShardCount = 0 } = input as { readonly TargetShardCount?: number };
    account.streamGrows(name, { shards: 2 * TargetShardCount });
  }
}

export function failed(request: Request, error: unknown, account: Account): void {
  const { ledger } = account;
  const resource = resourceOf(request);
  if (isCreation(request.action)) {
    const doubt = doubtOf(error);
    if (doubt !== undefined) {
      ledger.doubtful(resource, doubt);
      return;
    }
    ledger.refused(resource, isThereAlready(error));
    if (ledger.stateOf(resource) === "gone") account.streamRefused(resource.name);
  }
  if (!isDeletion(request.action)) return;
  if (!isGone(error)) {
    if (!isAbort(error)) ledger.troubled(resource, explain(error));
  } else if (ledger.stateOf(resource) !== "asked") {
    // Where nobody knows whether it was made, it may still come.
    ledger.deleted(resource);
    account.streamDeleted(resource.name);
  }
}

function isThereAlready(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "ResourceInUseException" || error.name === "QueueNameExists")
  );
}

export function resourceOf({ service, input }: Request): Resource {
  if (service === "kinesis") return { kind: "stream", name: streamNameOf(input) };
  const { QueueName, QueueUrl = "" } = input as Readonly<Record<string, string>>;
  return { kind: "queue", name: QueueName ?? QueueUrl.split("/").at(-1) ?? "" };
}

/** On-demand streams begin with four shards, and are not billed by them. */
export function streamKindOf(input: object): StreamKind {
  const { ShardCount, StreamModeDetails: mode } = input as {
    readonly ShardCount?: number;
    readonly StreamModeDetails?: { readonly StreamMode?: string };
  };
  const isOnDemand =
    (mode?.StreamMode ?? (ShardCount === undefined && "ON_DEMAND")) === "ON_DEMAND";
  return { shards: ShardCount ?? 4, isOnDemand };
}
