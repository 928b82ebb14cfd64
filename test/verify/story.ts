import { decodeRecord } from "../../src/history/history-file.ts";
import type { HistoryRecord } from "../../src/history/record.ts";

const verbs: Readonly<Record<string, object>> = {
  s: { type: "send" },
  a: { type: "ack" },
  r: { type: "refused" },
  u: { type: "uncertain" },
  d: { type: "delivery", intact: undefined },
  b: { type: "start" },
  e: { type: "effect" },
  x: { type: "abandon" },
  c: { type: "commit", scope: "event" },
  C: { type: "commit", scope: "through" },
  L: { type: "lease", action: "taken" },
  Ll: { type: "lease", action: "taken", from: "latest" },
  La: { type: "lease", action: "taken", from: "after-position" },
  D: { type: "dead-letter" },
  G: { type: "discard" },
  k: { type: "crash" },
  R: { type: "reshard" },
  end: { type: "end", drained: true },
  cut: { type: "end" },
  int: { type: "end", interrupted: true },
};
const word =
  /^(?:(?<key>q)\.)?(?<verb>[a-zA-Z]+?)(?<seq>-?\d+)?(?<bare>\*)?(?:#(?<id>\w+))?(?:@(?<position>\w+))?(?:%(?<lane>[\w,>]+))?(?:~(?<app>\w+))?(?:\|(?<recorder>\w+))?(?:=(?<atMs>\d+))?(?:\^(?<consumer>[\w/]+))?$/;

/**
 * A history in one line, a word per record, read as a line of a file would be: `s0 a0@1 d0@1 b0 e0 end` is sent, acknowledged at position
 * 1, delivered from there, begun, its effect done, drained. Then there are r(efused), u(ncertain), x (abandoned), c(ommitted), C (all up to
 * there), D(ead-lettered), G(iven up), k(illed), L (lease; Ll at LATEST, La after a position), R%parents>children, cut and int(errupted).
 * `q.` is another key, `*` leaves out payload and index, `#` names an attempt or a delivery, `%` a lane, `~` an application, `|` a recorder,
 * `=` a time, `^` a consumer. `!` begins a record as JSON.
 */
export function story(line: string): HistoryRecord[] {
  return line.split(" ").map((text, at) => {
    const given: object = text.startsWith("!")
      ? (JSON.parse(text.slice(1)) as object)
      : fieldsOf(text);
    return decodeRecord(JSON.stringify({ atMs: at, ...given }), { file: line, line: at + 1 });
  });
}

function fieldsOf(text: string): object {
  const parts = word.exec(text)?.groups;
  const fixed = verbs[parts?.["verb"] ?? ""];
  if (parts === undefined || fixed === undefined) throw new Error(`no record: ${text}`);
  const { key = "t", bare, position, app = "map", consumer = "c1", recorder, id } = parts;
  const seq = Number(parts["seq"]);
  const lane = parts["lane"] ?? "s";
  const [parents = "", children = ""] = lane.split(">");
  const isOfFate = "saru".includes(parts["verb"]!);
  const payload =
    bare === undefined && seq >= 0 && "sd".includes(parts["verb"]!)
      ? { bytes: 10, checksum: seq + 1, index: 2 * seq + (key === "q" ? 1 : 0) }
      : {};
  const isPlaced = position !== undefined || !"be".includes(parts["verb"]!);
  return {
    ...fixed,
    ...(parts["atMs"] === undefined ? {} : { atMs: Number(parts["atMs"]) }),
    ...(Number.isNaN(seq) ? {} : { key, seq }),
    ...payload,
    ...(isPlaced ? { lane, position, fromPosition: position } : {}),
    parents: parents.split(","),
    children: children.split(","),
    app,
    consumer,
    recorder,
    ...(isOfFate ? { attemptId: id } : { deliveryId: id }),
  };
}

export function header(fields: object): string {
  return `!${JSON.stringify({ type: "header", version: "0.2", ...fields })}`;
}

/** A producer and two workers, whose clocks are off by up to 5 ms each; their ends. */
export const clocks = ["p", "w", "v"]
  .map((recorder) => header({ recorder, clockErrorMs: 5 }))
  .join(" ");
export const ends = "end|p=200 end|w=200 end|v=200";
