import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import { csvText, rounded, roundedOrEmpty } from "../../src/report/csv.ts";

describe("CSV text", () => {
  it("is RFC 4180: a header, CRLF, quotes only where they are needed", () => {
    const rows = [
      { name: "plain", value: 1.5, held: true },
      { name: 'a "b", c', value: 0, held: false },
      { name: "two\nlines", value: -1, held: true },
    ];
    expect(csvText(["name", "value", "held"], rows)).toBe(
      'name,value,held\r\nplain,1.5,true\r\n"a ""b"", c",0,false\r\n"two\nlines",-1,true\r\n',
    );
  });

  it("leaves a cell empty where a row has no such column, and drops no column", () => {
    const text = csvText(["a", "b", "c"], [{ b: 1 }]);
    expect(parse(text, { columns: true })).toEqual([{ a: "", b: "1", c: "" }]);
  });

  it("never writes a number in scientific notation", () => {
    expect(csvText(["x"], [{ x: 1e-7 }, { x: 1e15 }])).toBe(
      "x\r\n0.000000100\r\n1000000000000000\r\n",
    );
  });

  it("has a header even without rows", () => {
    expect(csvText(["a", "b"], [])).toBe("a,b\r\n");
  });
});

describe("rounding", () => {
  it("keeps three decimals and leaves nothing where there is nothing", () => {
    expect(rounded(1.23456)).toBe(1.235);
    expect([roundedOrEmpty(undefined), roundedOrEmpty(NaN), roundedOrEmpty(2)]).toEqual([
      "",
      "",
      2,
    ]);
  });
});
