/** Callers of every operation that go away in every way, at every moment of their request. */
import {
  bytesOf,
  canEnd,
  type Connection,
  type End,
  ends,
  isHttp2,
  leave,
  open,
  type Transport,
  transports,
} from "./connection.ts";
import { encode, type Encoding, encodingsOf } from "./encodings.ts";
import { goAway, withoutLastFrame } from "./frames.ts";
import { type Operation, operations } from "./operations.ts";
import type { Dice } from "./random.ts";

/** What of a request is out when its caller goes. */
export const moments = [
  "in-head",
  "before-body",
  "in-body",
  "asked",
  "waiting",
  "answered",
] as const;
export type Moment = (typeof moments)[number];

export interface Disconnect {
  readonly operation: Operation;
  readonly encoding: Encoding;
  readonly transport: Transport;
  readonly moment: Moment;
  readonly end: End;
}

/** All there are, in an order that the dice decide. */
export function disconnects(dice: Dice): readonly Disconnect[] {
  const all = operations.flatMap((operation) =>
    encodingsOf(operation).flatMap((encoding) =>
      transports.flatMap((transport) =>
        moments.flatMap((moment) =>
          ends
            .filter((end) => canEnd(transport, end))
            .map((end): Disconnect => ({ operation, encoding, transport, moment, end })),
        ),
      ),
    ),
  );
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = dice.below(last + 1);
    [all[last], all[other]] = [all[other] as Disconnect, all[last] as Disconnect];
  }
  return all;
}

/** Whether the server has been told all of the request: if not, it must not perform it. */
export function isWhole({ moment }: Disconnect): boolean {
  return moment === "asked" || moment === "waiting" || moment === "answered";
}

/** Does it, and resolves when the caller has gone. */
export async function disconnect(
  url: string,
  { operation, encoding, transport, moment, end }: Disconnect,
  input: object,
  dice: Dice,
): Promise<void> {
  const connection = await open(url, transport);
  const { head, body } = bytesOf(encode(operation, input, encoding), transport);
  const all = Buffer.concat([head, body]);
  const { socket } = connection;
  switch (moment) {
    case "in-head":
      socket.write(all.subarray(0, 1 + dice.below(head.length - 1)));
      break;
    case "before-body":
      // A request without a body is whole with its head, in HTTP/1.1.
      socket.write(body.length === 0 ? head.subarray(0, -1) : head);
      break;
    case "in-body":
      if (isHttp2(transport) && speaksLast(end)) {
        // What it says in the end would be taken for the rest of a frame that is cut, and make it whole.
        socket.write(Buffer.concat([head, withoutLastFrame(body)]));
      } else {
        socket.write(all.subarray(0, all.length - 1 - dice.below(Math.max(1, body.length - 1))));
      }
      break;
    case "asked":
      socket.write(all);
      break;
    case "waiting":
      socket.write(all);
      await pause(dice.below(30));
      break;
    case "answered":
      socket.write(all);
      await Promise.race([answered(connection), pause(100)]);
      break;
  }
  if (!isWhole({ moment } as Disconnect) && dice.oneIn(2)) await pause(dice.below(10));
  leave(connection, end, goAway(0));
}

/** Whether a caller that goes in this way sends a frame that says so. */
function speaksLast(end: End): boolean {
  return end === "stream-cancel" || end === "stream-no-error" || end === "go-away";
}

function answered({ socket }: Connection): Promise<void> {
  return new Promise((resolve) => {
    socket.once("data", () => resolve());
    socket.once("close", () => resolve());
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
