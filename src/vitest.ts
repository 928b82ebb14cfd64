/** `import "convoy-bench/vitest"`: matchers for the results of `simulate`, and simulations that end with their test. */
import { aroundEach, expect } from "vitest";

import {
  type Bounds,
  keepsOrder,
  losesNothing,
  type Results,
  shows,
  staysUnder,
} from "./report/assertions/assertions.ts";
import { asCaller } from "./suite/caller.ts";
import type { AnomalyKind } from "./verify/anomaly.ts";

expect.extend({
  toKeepOrder: (results: Results) => matched(keepsOrder(results)),
  toLoseNothing: (results: Results) => matched(losesNothing(results)),
  toShow: (results: Results, kind: AnomalyKind) => matched(shows(results, kind)),
  toStayUnder: (results: Results, bounds: Bounds) => matched(staysUnder(results, bounds)),
});

aroundEach((runTest, { signal }) => asCaller(signal, runTest));

function matched({ pass, message }: { readonly pass: boolean; readonly message: string }) {
  return { pass, message: () => message };
}

/** What the matchers are called, for the types of vitest. */
interface ConvoyMatchers<R> {
  /** Every seed is valid by the guarantee of its scenario. */
  toKeepOrder: () => R;
  /** Everything that was acknowledged was delivered and processed. */
  toLoseNothing: () => R;
  /** At least one seed shows the anomaly. */
  toShow: (kind: AnomalyKind) => R;
  /** Every seed stays under the bounds. */
  toStayUnder: (bounds: Bounds) => R;
}

declare module "vitest" {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends ConvoyMatchers<R> {}
}
