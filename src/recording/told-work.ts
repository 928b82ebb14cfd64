/**
 * What a program says of its own work, since no server sees it: `POST /work` with a form. Of a message by its receipt handle, of a
 * record by its stream, application, key and number.
 */
import type { Channel, Reader } from "./channel.ts";
import type { Recordings } from "./recordings.ts";

export type Deed = "start" | "effect" | "abandon";

const deeds: ReadonlySet<string> = new Set<Deed>(["start", "effect", "abandon"]);

/** Writes it down; gives what is wrong with it, if anything is. */
export function tellWork(recordings: Recordings, said: URLSearchParams): string | undefined {
  const did = said.get("did") ?? "";
  if (did === "checkpoint") return tellCheckpoint(recordings, said);
  if (!isDeed(did)) return 'the "did" must be start, effect, abandon or checkpoint';
  const handle = said.get("handle");
  if (handle === null) return tellOfRecord(recordings, did, said);
  const given = recordings.handles.get(handle);
  const channel = given && recordings.known(given.stored.lane);
  if (given === undefined || channel === undefined) {
    return 'the "handle" must be one of a message that was received and is not deleted yet';
  }
  const consumer = said.get("consumer") ?? given.reader.consumer;
  channel.work(did, given.stored, { app: given.reader.app, consumer });
  return undefined;
}

function tellOfRecord(recordings: Recordings, did: Deed, said: URLSearchParams) {
  const [key, seq] = [said.get("key") ?? "", said.get("seq") ?? ""];
  const who = whoIn(recordings, said);
  if (typeof who === "string") return who;
  if (key === "" || !/^\d{1,15}$/.test(seq)) {
    return 'there must be a "key" and a "seq", a whole number, if there is no "handle"';
  }
  const [lane, position] = [said.get("shard"), said.get("position")];
  const place = lane && position ? { lane, position } : {};
  who.channel.work(did, { key, seq: Number(seq), ...place }, who.reader);
  return undefined;
}

function tellCheckpoint(recordings: Recordings, said: URLSearchParams): string | undefined {
  const [lane, position] = [said.get("shard"), said.get("position")];
  const who = whoIn(recordings, said);
  if (typeof who === "string") return who;
  if (!lane || !position) return 'a checkpoint must have a "shard" and a "position"';
  who.channel.checkpoint({ lane, position }, who.reader);
  return undefined;
}

/** Whose work on which stream. */
function whoIn(
  recordings: Recordings,
  said: URLSearchParams,
): { readonly channel: Channel; readonly reader: Reader } | string {
  const channel = recordings.known(said.get("stream") ?? "");
  const app = said.get("app") ?? "";
  if (channel === undefined || app === "") {
    return 'there must be a "stream" that is recorded and an "app", if there is no "handle"';
  }
  return { channel, reader: { app, consumer: said.get("consumer") ?? app } };
}

function isDeed(text: string): text is Deed {
  return deeds.has(text);
}
