/**
 * The control call of `convoy serve --clock`: `GET /clock` tells the server's time, `POST /clock?advance=5m` moves it on. For callers on
 * this machine only, wherever the server listens.
 */
import type { Buffer } from "node:buffer";

import type { Waker } from "../waker.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";
import { controlAnswer, type Said, wrong } from "./control-call.ts";

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** Longer than all that either service keeps anything: one year. */
export const longestMoveMs = 366 * 86_400_000;
/** The time does not go beyond this. */
const lastMs = Date.UTC(2100, 0, 1);
/** Of what a caller says, as much is repeated. */
const shownCharacters = 50;

/** What is answered if the call is about the time; undefined if it is not. */
export function clockAnswer(
  call: HttpCall,
  body: Buffer,
  waker: Waker,
  requestId: string,
): HttpAnswer | undefined {
  return controlAnswer("/clock", call, body, requestId, (parameters) =>
    perform(parameters, call, waker),
  );
}

function perform(parameters: URLSearchParams, { method, isNear }: HttpCall, waker: Waker): Said {
  if (!waker.isMovable) return wrong(404, "The time can be moved with convoy serve --clock only.");
  if (!isNear) return wrong(403, "The time is for callers on the server's own machine only.");
  if (method === "GET") return [200, timeOf(waker)];
  if (method !== "POST") return wrong(405, "GET tells the time, POST moves it.");
  const text = parameters.get("advance") ?? "";
  const ms = durationMs(text);
  if (ms === undefined) {
    const shown = text.slice(0, shownCharacters);
    return wrong(400, `"advance" must be a time such as 500ms, 5m or 1d2h, not "${shown}".`);
  }
  if (ms > longestMoveMs) return wrong(400, "The time is moved by 366 days at most.");
  if (waker.nowMs() + ms > lastMs) return wrong(400, "The time does not go beyond 2100.");
  waker.move(ms);
  return [200, timeOf(waker)];
}

/** `1d2h30m`, `500ms`: whole numbers with units. */
function durationMs(text: string): number | undefined {
  if (!/^(?:\d{1,13}(?:ms|s|m|h|d))+$/.test(text) || text.length > 100) return undefined;
  const parts = text.matchAll(/(\d+)(ms|s|m|h|d)/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit!] ?? 0), 0);
}

function timeOf(waker: Waker): object {
  const nowMs = waker.nowMs();
  return { now: new Date(nowMs).toISOString(), nowMs };
}
