import { HttpRequest } from "@smithy/core/transport";
import type { HttpHandlerOptions } from "@smithy/types";
import { expect, it } from "vitest";

import { stoppable } from "../../src/targets/stoppable.ts";

function watched() {
  const given: HttpHandlerOptions[] = [];
  const handler = {
    handle: async (_: HttpRequest, options: HttpHandlerOptions = {}) => {
      given.push(options);
    },
  };
  return { given, ...stoppable(handler) };
}

const request = new HttpRequest({});

it("requests carry the target's signal, unless they have one of their own", async () => {
  const { given, handler, stopWith } = watched();
  const [ofRun, own] = [new AbortController().signal, new AbortController().signal];
  await handler.handle(request);
  stopWith(ofRun);
  await handler.handle(request, { requestTimeout: 5 });
  await handler.handle(request, { abortSignal: own });
  expect(given[0]?.abortSignal).toBeUndefined();
  expect(given[1]?.abortSignal).toBe(ofRun);
  expect(given[1]?.requestTimeout).toBe(5);
  expect(given[2]?.abortSignal).toBe(own);
});
