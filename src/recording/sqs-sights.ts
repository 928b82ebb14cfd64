/** What the requests to SQS tell. */
import { ServiceError } from "../emulator/emulator.ts";
import type { Sight } from "../emulator/host/witness.ts";
import type { Body, Channel, Reader, Stored } from "./channel.ts";
import { isRecord, textOf } from "./members.ts";
import type { Look, Recordings, Seen } from "./recordings.ts";

/** Of requests that the service may refuse for it, any member may be of any type. */
type Entry = Readonly<Record<string, unknown>>;
interface SentEntry {
  readonly Id?: string;
  readonly MessageId?: string;
  readonly SequenceNumber?: string;
}
interface FailedEntry {
  readonly Id?: string;
  readonly Code?: string;
}
interface BatchOutput {
  readonly Successful?: readonly SentEntry[];
  readonly Failed?: readonly FailedEntry[];
}
interface Message {
  readonly MessageId: string;
  readonly Body: string;
  readonly ReceiptHandle: string;
}

export const sqsSights: ReadonlyMap<string, Look> = new Map(
  Object.entries<Look>({
    SendMessage: (recordings, { input }) => send(recordings, input, [input]),
    SendMessageBatch: (recordings, { input }) => send(recordings, input, entriesOf(input)),
    ReceiveMessage: receive,
    DeleteMessage: deleteOne,
    DeleteMessageBatch: deleteBatch,
    PurgeQueue: endOf,
    DeleteQueue: endOf,
  }),
);

/** A message without a group belongs to none: all of them together are one key. */
const noGroup = "(no group)";

function send(recordings: Recordings, input: Entry, entries: readonly Entry[]): Sight {
  return {
    performed: (outcome) => {
      if (outcome instanceof ServiceError && outcome.name === "QueueDoesNotExist") return;
      const channel = channelOf(recordings, input);
      if (channel === undefined) return;
      const failed = outcome instanceof ServiceError ? outcome.name : undefined;
      for (const entry of entries) {
        settle(channel, entry, failed ?? resultOf(entry, outcome as SentEntry & BatchOutput));
      }
    },
  };
}

/** What became of one message: a text says why it was refused. */
function resultOf({ Id: id }: Entry, output: SentEntry & BatchOutput): SentEntry | string {
  if (output.MessageId !== undefined) return output;
  const isIts = ({ Id }: { readonly Id?: string }): boolean => Id === textOf(id);
  return output.Successful?.find(isIts) ?? output.Failed?.find(isIts)?.Code ?? "no result";
}

function settle(channel: Channel, entry: Entry, result: SentEntry | string): void {
  const body = bodyOf(entry["MessageBody"], entry["MessageGroupId"]);
  if (typeof result === "string") channel.refuse(body, result);
  else {
    const { MessageId: id = "", SequenceNumber: position = id } = result;
    channel.accept(body, id, { lane: channel.name, position });
  }
}

function receive(recordings: Recordings, request: Seen): Sight {
  let given: readonly Message[] = [];
  return {
    performed: (outcome) => {
      given = (outcome as { readonly Messages?: readonly Message[] }).Messages ?? [];
    },
    left: () => {
      for (const { MessageId: id, Body, ReceiptHandle } of given) {
        // Of a queue that dead letters come to, only what was sent to it is recorded.
        const channel = recordings.deadLetters.has(id)
          ? recordings.known(nameOf(request.input))
          : channelOf(recordings, request.input);
        if (channel === undefined || (recordings.deadLetters.has(id) && !channel.has(id))) continue;
        const reader = readerOf(channel, request);
        const stored = channel.deliver(bodyOf(Body, undefined), id, reader);
        if (stored !== undefined) recordings.handles.set(ReceiptHandle, { stored, reader });
      }
    },
  };
}

function deleteOne(recordings: Recordings, request: Seen): Sight {
  return {
    performed: (outcome) => {
      if (outcome instanceof ServiceError) return;
      commit(recordings, request, [request.input["ReceiptHandle"]]);
    },
  };
}

function deleteBatch(recordings: Recordings, request: Seen): Sight {
  return {
    performed: (outcome) => {
      if (outcome instanceof ServiceError) return;
      const { Successful = [] } = outcome as BatchOutput;
      const done = new Set(Successful.map(({ Id }) => Id));
      const entries = entriesOf(request.input).filter((entry) => done.has(textOf(entry["Id"])));
      commit(
        recordings,
        request,
        entries.map((entry) => entry["ReceiptHandle"]),
      );
    },
  };
}

/** A handle that was given before this history began commits nothing in it. */
function commit(recordings: Recordings, request: Seen, handles: readonly unknown[]): void {
  const channel = recordings.known(nameOf(request.input));
  if (channel === undefined) return;
  const stored: Stored[] = [];
  for (const handle of handles) {
    const one = recordings.handles.take(textOf(handle))?.stored;
    if (one !== undefined && channel.has(one.id)) stored.push(one);
  }
  channel.delete(stored, readerOf(channel, request));
}

function endOf(recordings: Recordings, { input }: Seen): Sight {
  return {
    performed: (outcome) => {
      if (!(outcome instanceof ServiceError)) recordings.end(nameOf(input));
    },
  };
}

function channelOf(recordings: Recordings, input: Entry): Channel | undefined {
  const name = nameOf(input);
  return recordings.channel(name, name.endsWith(".fifo") ? "fifo queue" : "queue");
}

/** All who receive from a queue share what is in it: they are one application. */
function readerOf({ name: app }: Channel, { caller: consumer }: Seen): Reader {
  return { app, consumer };
}

function nameOf(input: Entry): string {
  const url = textOf(input["QueueUrl"]);
  return url.slice(url.lastIndexOf("/") + 1);
}

function entriesOf(input: Entry): readonly Entry[] {
  const entries = input["Entries"];
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}

function bodyOf(body: unknown, group: unknown): Body {
  return { text: textOf(body), routingKey: textOf(group) || noGroup };
}
