import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { encodePayload } from "../../src/workload/payload.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import type { FleetWorkload, Workload } from "../../src/workload/workload.ts";

const noFile = (): string => {
  throw new Error("no such file");
};
const fleet = (options: Partial<FleetWorkload>): Workload => ({
  kind: "fleet",
  durationS: 5,
  ...options,
});

function fault(workload: Workload, text?: string): string {
  try {
    planWorkload(workload, 1, text === undefined ? noFile : () => text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("no fault was found");
}

describe("planWorkload", () => {
  it("plans a fleet without reading any file", () => {
    const plan = planWorkload(fleet({ trucks: 2, jitter: 0 }), 1, noFile);
    expect(plan.events).toHaveLength(10);
  });

  it("plans a trace from the text of its file", () => {
    const files: string[] = [];
    const plan = planWorkload({ kind: "trace", file: "a.csv", loop: 2 }, 1, (file) => {
      files.push(file);
      return "truck,ts,lat,lon\na,100,1,1\n";
    });
    expect(files).toEqual(["a.csv"]);
    expect(plan.events).toHaveLength(2);
  });

  it.each([
    [{ trucks: 0 }, "trucks is 0, it must be a whole number from 1"],
    [{ trucks: 1.5 }, "trucks is 1.5"],
    [{ hz: 0 }, "hz is 0, it must be a number above 0"],
    [{ hz: Number.NaN }, "hz is NaN"],
    [{ durationS: -1 }, "durationS is -1"],
    [{ durationS: Infinity }, "durationS is Infinity"],
    [{ jitter: 0.95 }, "jitter is 0.95, it must be a number from 0 to 0.9"],
    [{ payloadBytes: 0.5 }, "payloadBytes is 0.5"],
    [{ outstandingPerTruck: 0 }, "outstandingPerTruck is 0"],
    [{ ramp: { toHz: 0 } }, "ramp.toHz is 0"],
    [
      { spike: { fromS: 3, toS: 3, factor: 2 } },
      "spike.toS is 3, it must be a number above spike.fromS",
    ],
    [{ spike: { fromS: -3, toS: 3, factor: 0 } }, "spike.fromS is -3"],
    [{ spike: { fromS: 1, toS: 3, factor: 0 } }, "spike.factor is 0"],
    [
      { hot: { trucks: 101, factor: 2 } },
      "hot.trucks is 101, it must be a whole number from 1 to 100",
    ],
    [{ hot: { trucks: 1, factor: 0 } }, "hot.factor is 0"],
    [{ hot: { trucks: 1, factor: 1e8 } }, "it has 500000495 events, at most 20000000"],
    [{ arrival: "closed", hot: { trucks: 1, factor: 2 } } as const, "need arrival open"],
    [{ arrival: "closed", ramp: { toHz: 2 } } as const, "need arrival open"],
    [{ trucks: 100_000, hz: 1000 }, "it has 500000000 events, at most 20000000"],
  ])("refuses the fleet %j", (options, message) => {
    expect(fault(fleet(options))).toContain(message);
  });

  it("names every wrong field at once", () => {
    const message = fault(fleet({ trucks: 0, hz: -1, jitter: 2 }));
    for (const field of ["trucks", "hz", "jitter"]) expect(message).toContain(`${field} is`);
  });

  it.each([
    [{ speedup: 0 }, "speedup is 0"],
    [{ loop: 1.5 }, "loop is 1.5"],
    [{ loop: 30_000_000 }, "it has 30000000 events"],
  ])("refuses the trace %j", (options, message) => {
    const workload = { kind: "trace", file: "a.csv", ...options } as const;
    expect(fault(workload, "truck,ts,lat,lon\na,100,1,1\n")).toContain(message);
  });

  it("says which trace could not be read, and why", () => {
    expect(fault({ kind: "trace", file: "a.csv" })).toBe(
      "cannot read the trace a.csv: no such file",
    );
  });

  it("refuses a payload too small for the largest event, and names the size that is enough", () => {
    const trace = "truck,ts,lat,lon\na,100,1,1\nthe-very-long-name-of-a-truck,101,1.5,1\n";
    const message = fault({ kind: "trace", file: "a.csv", payloadBytes: 100 }, trace);
    const least = Number(/at least (\d+)/.exec(message)?.[1]);
    const enough = { kind: "trace", file: "a.csv", payloadBytes: least } as const;
    const { events } = planWorkload(enough, 1, () => trace);
    for (const event of events) expect(encodePayload(event, least)).toHaveLength(least);
    expect(() => encodePayload(events[1]!, least - 1)).toThrow(InputError);
  });

  it("leaves room in a closed loop for events that nobody has counted yet", () => {
    const message = fault(fleet({ arrival: "closed", payloadBytes: 100 }));
    const payloadBytes = Number(/at least (\d+)/.exec(message)?.[1]);
    const { nextOf } = planWorkload(fleet({ arrival: "closed", payloadBytes }), 1, noFile);
    const event = { ...nextOf("truck_100", 123_456_789), seq: 999_999_999, index: 999_999_999 };
    expect(encodePayload(event, payloadBytes)).toHaveLength(payloadBytes);
  });
});

/** The data of the project; in a checkout without it this cannot be asserted. */
const data = new URL("../../../shared/data/", import.meta.url);
const readData = (file: string): string => readFileSync(new URL(file, data), "utf8");
const isThere = (() => {
  try {
    return readData("README.md").length > 0;
  } catch {
    return false;
  }
})();

if (!isThere) {
  console.warn("skipped: the trace of Chicago's salt trucks is not beside the project");
}

describe.skipIf(!isThere)("the trace of Chicago's salt trucks", () => {
  it("has 147 trucks and 1,708 fixes", () => {
    const file = "chicago-plows-2015-12-02.csv";
    const plan = planWorkload({ kind: "trace", file, speedup: 60 }, 1, readData);
    expect([plan.trucks.length, plan.events.length]).toEqual([147, 1708]);
    expect(plan.durationMs).toBeCloseTo(22_917, 0);
  });

  it("cannot be used as it was polled: every repeated fix is a duplicate row", () => {
    const file = "chicago-plows-2015-12-02-polls.csv";
    expect(() => planWorkload({ kind: "trace", file }, 1, readData)).toThrow(
      /925 faults[^]*polls\.csv:137: duplicate row: asset S11649/,
    );
  });
});
