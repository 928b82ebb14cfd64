import { describe, expect, it } from "vitest";

import "../../../src/vitest.ts";
import { simulate } from "../../../src/suite/simulate.ts";
import {
  allAtOnce,
  ignoresFailures,
  oneByOne,
  reportsAndGoesOn,
  reportsAndStops,
  streamIgnoresFailures,
  streamReports,
} from "./functions.ts";
import { onQueue, onStream } from "./rig.ts";

const report = { reportBatchItemFailures: true };
const seeds = 2;

describe("a function behind a FIFO queue", () => {
  it("keeps order when it works off its batch, one event after the other", async () => {
    const results = await simulate(onQueue("sqs-fifo", { handler: oneByOne }), { seeds });
    expect(results).toKeepOrder();
    expect(results).toLoseNothing();
  });

  it("is caught when it works on a whole batch at once", async () => {
    const results = await simulate(onQueue("sqs-fifo", { handler: allAtOnce }), { seeds });
    expect(results).toShow("overtake");
  });

  it("is caught when it says that all is done, whatever failed", async () => {
    const results = await simulate(onQueue("sqs-fifo", { handler: ignoresFailures(), ...report }), {
      seeds,
    });
    expect(results).toShow("unprocessed");
    expect(results).not.toKeepOrder();
  });

  it("is caught when it reports a failure and goes on with the group", async () => {
    const results = await simulate(
      onQueue("sqs-fifo", { handler: reportsAndGoesOn(), ...report }),
      { seeds },
    );
    expect(results).toShow("nonmonotonic-effect");
    expect(results).not.toKeepOrder();
  });

  it("keeps order when it reports the rest of the group too", async () => {
    const results = await simulate(onQueue("sqs-fifo", { handler: reportsAndStops(), ...report }), {
      seeds,
    });
    expect(results).toKeepOrder();
    expect(results).toLoseNothing();
  });

  it("loses what it reports to a mapping that does not read it", async () => {
    const results = await simulate(onQueue("sqs-fifo", { handler: reportsAndStops() }), { seeds });
    expect(results).toShow("unprocessed");
  });
});

describe("a function behind a stream, ten batches of a shard at once", () => {
  it("keeps order when it works off its batch, one event after the other", async () => {
    const results = await simulate(onStream({ parallelizationFactor: 10, handler: oneByOne }), {
      seeds,
    });
    expect(results).toKeepOrder();
    expect(results).toLoseNothing();
    expect(results[0]!.metrics.parallelism.consumersActiveMax).toBeGreaterThan(2);
  });

  it("is caught when it works on a whole batch at once", async () => {
    const results = await simulate(onStream({ parallelizationFactor: 10, handler: allAtOnce }), {
      seeds,
    });
    expect(results).toShow("overtake");
  });

  it("is caught when it says that all is done, whatever failed", async () => {
    const results = await simulate(
      onStream({ parallelizationFactor: 10, handler: streamIgnoresFailures() }),
      { seeds },
    );
    expect(results).toShow("unprocessed");
  });

  it("keeps order when it reports the first that failed", async () => {
    const results = await simulate(
      onStream({ parallelizationFactor: 10, handler: streamReports(), ...report }),
      { seeds },
    );
    expect(results).toKeepOrder();
    expect(results).toLoseNothing();
  });
});
