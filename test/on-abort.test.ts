import { expect, it, vi } from "vitest";

import { onAbort } from "../src/on-abort.ts";

it("calls all that wait, in their order and once, with one listener on the signal", () => {
  const controller = new AbortController();
  const listen = vi.spyOn(controller.signal, "addEventListener");
  const called: string[] = [];
  onAbort(controller.signal, () => called.push("a"));
  onAbort(controller.signal, () => called.push("b"));
  controller.abort();
  controller.abort();
  expect(called).toEqual(["a", "b"]);
  expect(listen).toHaveBeenCalledOnce();
});

it("does not call what no longer waits, nor what one before it takes away", () => {
  const controller = new AbortController();
  const called: string[] = [];
  const gone = onAbort(controller.signal, () => called.push("gone"));
  gone();
  onAbort(controller.signal, () => {
    called.push("first");
    takeAway();
  });
  const takeAway = onAbort(controller.signal, () => called.push("second"));
  controller.abort();
  expect(called).toEqual(["first"]);
});

it("leaves no listener behind, and listens again when somebody else waits", () => {
  const controller = new AbortController();
  const stop = vi.spyOn(controller.signal, "removeEventListener");
  const unwatch = onAbort(controller.signal, () => {});
  unwatch();
  unwatch();
  expect(stop).toHaveBeenCalledOnce();
  const act = vi.fn();
  onAbort(controller.signal, act);
  unwatch();
  controller.abort();
  expect(act).toHaveBeenCalledOnce();
});
