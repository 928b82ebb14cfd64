import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { readTrace } from "../../src/workload/read-trace.ts";
import { resolveWorkload } from "../../src/workload/resolve-workload.ts";
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
    "Device,messageTime,lat,lon",
    "truck_name,GPS Time,LAT,Lng",
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

describe("a trace as others write it", () => {
  const rows = [header, "a,2026-01-05T06:00:00Z,41.1,-87.1", "b,2026-01-05T06:00:01Z,41.2,-87.2"];
  const expected = parseTrace(good, "trips.csv");

  it.each([[";"], ["\t"]])("may part its cells by %j", (delimiter) => {
    const text = csv(...rows.map((row) => row.replaceAll(",", delimiter)));
    expect(parseTrace(text, "trips.csv")).toEqual(expected);
    const quoted = text.replace(`a${delimiter}`, `"a"${delimiter}`);
    expect(parseTrace(quoted, "trips.csv")).toEqual(expected);
  });

  it.each(["utf-16le", "utf-16be"])("may be %s, as spreadsheets save it", (encoding) => {
    const little = Buffer.from(`\uFEFF${good}`, "utf16le");
    const bytes = encoding === "utf-16le" ? little : Buffer.from(little).swap16();
    const workload = resolveWorkload({ kind: "trace", file: `${encoding}.csv` });
    expect(readTrace(workload, () => bytes)).toEqual(expected);
  });

  it("that is no text is told so, and no byte of it goes to a terminal", () => {
    const message = fault(`t\0r\0u\0c\0k\0`);
    expect(message).toBe("trips.csv:1: it is no text in UTF-8: save it as CSV in UTF-8");
    expect(fault(csv("truck\u001b[31m,ts", "a,1"))).not.toContain("\u001b");
  });

  it("may have names of its own for its columns, told by field", () => {
    const text = good.replace(header, "unit no,seen,Y,X");
    const columns = { truck: "unit no", time: "Seen", lat: "Y", lon: "X" };
    expect(parseTrace(text, "trips.csv", { columns })).toEqual(expected);
    expect(() => parseTrace(text, "trips.csv", { columns: { ...columns, lat: "Z" } })).toThrow(
      "trips.csv:1: no column for the lat (Z); found unit no, seen, Y, X; name it with --columns lat=NAME",
    );
    expect(() => parseTrace(good, "trips.csv", { columns: { speed: "knots" } })).toThrow(
      /the speed \(knots\)/,
    );
  });

  const twice = csv(header, "a,100,1,1", "a,110,1,2", "a,110,1,3", "a,100,9,9", "a,120,1,4");

  it.each([
    ["first", [1, 2, 4]],
    ["last", [9, 3, 4]],
  ] as const)(
    "keeps the %s of several fixes at one time, where that is asked for",
    (which, lons) => {
      const fixes = parseTrace(twice, "trips.csv", { duplicates: which });
      expect(fixes.map(({ lon }) => lon)).toEqual(lons);
      // As if the others had never been there, the computed speed too.
      const alone = csv(
        header,
        ...fixes.map((fix) => `a,${fix.eventTimeMs / 1000},${fix.lat},${fix.lon}`),
      );
      const ofAlone = parseTrace(alone, "trips.csv");
      expect(fixes.map(({ speedKmh }) => speedKmh)).toEqual(
        ofAlone.map(({ speedKmh }) => speedKmh),
      );
      expect(() =>
        parseTrace(csv(header, "a,110,1,1", "a,100,1,1"), "t", { duplicates: which }),
      ).toThrow(/goes backwards/);
    },
  );

  it("is read the same with quotes and without", () => {
    const text = csv(header, "", "  a , 100 ,1,1", " ", "b,101,1,1 ");
    const quoted = text.replace("b,101", '"b",101');
    expect(parseTrace(text, "t.csv")).toEqual(parseTrace(quoted, "t.csv"));
  });
});

describe("a faulty trace", () => {
  it.each([
    ["", "trips.csv:1: the file is empty"],
    ["\n\n", "trips.csv:1: the file is empty"],
    [csv(header), "trips.csv:1: there are no rows after the header"],
    [
      csv("truck,when,lat,lon", "a,100,1,1"),
      "trips.csv:1: no column for the time (one of ts, timestamp, time, event_time, posting_time, message_time, gps_time, datetime); found truck, when, lat, lon; name it with --columns time=NAME",
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
      "trips.csv:4: duplicate row: truck a has the same ts and position on line 2 (--duplicates first, or last, keeps that one)",
    ],
    [
      csv(header, "a,100,1,1", "a,200,2,2", "a,100,1,1"),
      "trips.csv:4: duplicate row: truck a has the same ts and position on line 2 (--duplicates first, or last, keeps that one)",
    ],
    [
      csv(header, "a,100,1,1", "a,100,1,2"),
      "trips.csv:3: truck a is in two places at the same ts: here and on line 2 (--duplicates first, or last, keeps that one)",
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
    for (const field of ["truck", "time", "lat", "lon"]) {
      expect(message).toContain(`the ${field} (`);
    }
    expect(message.split("\n")).toHaveLength(1);
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
