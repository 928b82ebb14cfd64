import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { parseTrace } from "../../src/workload/trace.ts";

const header = "truck,ts,lat,lon";

/** Lines of a file; the first is line 1. */
function csv(...lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

function fault(text: string): string {
  try {
    parseTrace(text, "trips.csv");
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("no fault was found");
}

const good = csv(header, "a,2026-01-05T06:00:00Z,41.1,-87.1", "b,2026-01-05T06:00:01Z,41.2,-87.2");

describe("parseTrace", () => {
  it("reads fixes with the lines they stand on", () => {
    expect(parseTrace(good, "trips.csv")).toEqual([
      {
        truckId: "a",
        eventTimeMs: Date.UTC(2026, 0, 5, 6),
        lat: 41.1,
        lon: -87.1,
        speedKmh: 0,
        headingDeg: 0,
        line: 2,
      },
      {
        truckId: "b",
        eventTimeMs: Date.UTC(2026, 0, 5, 6, 0, 1),
        lat: 41.2,
        lon: -87.2,
        speedKmh: 0,
        headingDeg: 0,
        line: 3,
      },
    ]);
  });

  it.each([
    "Truck_ID,TIMESTAMP,Latitude,Longitude",
    "truckId,time,lat,lng",
    "vehicle,event_time,lat,long",
    "device_id,datetime,latitude,lon",
    "asset,posting_time,lat,lon",
    " id , ts , lat , lon ",
  ])("finds the columns of %j", (names) => {
    expect(parseTrace(good.replace(header, names), "trips.csv")).toEqual(
      parseTrace(good, "trips.csv"),
    );
  });

  it("takes columns in any order, more than it needs, and the better name of two", () => {
    const text = csv("id,lon,note,lat,truck,ts", "9,-87.1,hello,41.1,a,1767592800");
    expect(parseTrace(text, "trips.csv")[0]).toMatchObject({ truckId: "a", lat: 41.1, lon: -87.1 });
  });

  it("reads speed and heading where there are any, and 360° as north", () => {
    const text = csv(`${header},Speed_KMH,course`, "a,1767592800,41,-87,50.5,360");
    expect(parseTrace(text, "trips.csv")[0]).toMatchObject({ speedKmh: 50.5, headingDeg: 0 });
  });

  it("computes speed and heading from the truck's fix before where the file has none", () => {
    // One minute of latitude in one minute: a knot a minute, so 60 knots, due south.
    const text = csv(
      `${header},speed`,
      "a,1767592800,41,-87,",
      "b,1767592800,10,10,7",
      `a,1767592860,${41 - 1 / 60},-87,`,
      `a,1767592920,${41 - 1 / 60},-87,`,
    );
    const own = parseTrace(text, "trips.csv").filter(({ truckId }) => truckId === "a");
    expect(own.map(({ speedKmh }) => speedKmh)).toEqual([0, expect.closeTo(111.2, 0), 0]);
    expect(own.map(({ headingDeg }) => headingDeg)).toEqual([0, 180, 180]);
  });

  it("sorts trucks into each other by time and keeps the file's order at the same time", () => {
    const text = csv(header, "b,200,1,1", "a,100,1,1", "c,200,1,1", "a,200,1,2");
    expect(parseTrace(text, "trips.csv").map(({ truckId }) => truckId)).toEqual([
      "a",
      "b",
      "c",
      "a",
    ]);
  });

  it("takes a byte order mark, CRLF, empty lines and quotes", () => {
    const text = `\uFEFFtruck,ts,lat,lon\r\n\r\n"a ""1""",1767592800,41,-87\r\nb,1767592801,41,-87\r\n\r\n`;
    expect(parseTrace(text, "trips.csv").map(({ truckId, line }) => [truckId, line])).toEqual([
      ['a "1"', 3],
      ["b", 4],
    ]);
  });

  it("counts lines rightly behind a cell with a line end in it", () => {
    const text = `${header},note\r\na,1767592800,41,-87,"one\r\ntwo"\r\nb,never,41,-87,\r\n`;
    expect(fault(text)).toContain("trips.csv:4: ts:");
  });

  it("keeps positions to a centimetre", () => {
    const [fix] = parseTrace(csv(header, "a,100,41.123456789,-0.00000000001"), "trips.csv");
    expect([fix?.lat, fix?.lon]).toEqual([41.1234568, 0]);
  });
});

describe("a faulty trace", () => {
  it.each([
    ["", "trips.csv:1: the file is empty"],
    ["\n\n", "trips.csv:1: the file is empty"],
    [csv(header), "trips.csv:1: there are no rows after the header"],
    [
      csv("truck,when,lat,lon", "a,100,1,1"),
      "trips.csv:1: no column for the time: one of ts, timestamp, time, event_time, posting_time, datetime is needed; found truck, when, lat, lon",
    ],
    [csv("truck,ts,lat,lon,LAT", "a,100,1,1,1"), "trips.csv:1: column lat is there more than once"],
    [csv(header, "a,100,1"), "trips.csv:2: wrong number of cells: 3, the header has 4"],
    [csv(header, "a,100,1,1,1"), "trips.csv:2: wrong number of cells: 5, the header has 4"],
    [csv(header, ",100,1,1"), "trips.csv:2: truck: is empty"],
    [csv(header, "a,100,north,1"), 'trips.csv:2: lat: "north" is not a number'],
    [csv(header, "a,100,,1"), 'trips.csv:2: lat: "" is not a number'],
    [csv(header, "a,100,0x10,1"), 'trips.csv:2: lat: "0x10" is not a number'],
    [csv(header, "a,100,90.1,1"), "trips.csv:2: lat: 90.1 is not between -90 and 90"],
    [csv(header, "a,100,1,-180.5"), "trips.csv:2: lon: -180.5 is not between -180 and 180"],
    [
      csv(`${header},heading`, "a,100,1,1,361"),
      "trips.csv:2: heading: 361 is not between 0 and 360",
    ],
    [csv(`${header},speed`, "a,100,1,1,fast"), 'trips.csv:2: speed: "fast" is not a number'],
    [
      csv(header, "a,noon,1,1"),
      'trips.csv:2: ts: "noon" is no time; write ISO 8601 (2026-01-05T06:00:00Z), epoch seconds or epoch milliseconds',
    ],
    [
      csv(header, "a,100,1,1", "b,100,1,1", "a,100,1,1"),
      "trips.csv:4: duplicate row: truck a has the same ts and position on line 2",
    ],
    [
      csv(header, "a,100,1,1", "a,200,2,2", "a,100,1,1"),
      "trips.csv:4: duplicate row: truck a has the same ts and position on line 2",
    ],
    [
      csv(header, "a,100,1,1", "a,100,1,2"),
      "trips.csv:3: truck a is in two places at the same ts: here and on line 2",
    ],
    [
      csv(header, "a,200,1,1", "b,100,1,1", "a,199,1,2"),
      "trips.csv:4: ts of truck a goes backwards: 1970-01-01T00:03:19.000Z comes after 1970-01-01T00:03:20.000Z on line 2",
    ],
  ])("%j is told: %s", (text, message) => {
    expect(fault(text)).toBe(message);
  });

  it("with an unterminated quote names the line", () => {
    expect(fault(csv(header, "a,100,1,1", 'b,"100,1,1'))).toMatch(
      /^trips\.csv:3: not a valid CSV file: Quote Not Closed/,
    );
  });

  it("names all missing columns at once", () => {
    const message = fault(csv("a,b", "1,2"));
    for (const field of ["truck", "time", "lat", "lon"]) expect(message).toContain(`the ${field}:`);
  });

  it("is reported with all faults of a row, and with the first ten of many", () => {
    expect(fault(csv(header, "a,100,x,y"))).toBe(
      'trips.csv has 2 faults:\n  trips.csv:2: lat: "x" is not a number\n  trips.csv:2: lon: "y" is not a number',
    );
    const rows = Array.from({ length: 25 }, (_, row) => `a,${row},x,1`);
    const lines = fault(csv(header, ...rows)).split("\n");
    expect(lines[0]).toBe("trips.csv has 25 faults, the first 10 of them:");
    expect(lines).toHaveLength(11);
    expect(lines[10]).toContain("trips.csv:11: ");
  });
});
