import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import { type Cell, csvText, rounded } from "../../src/report/csv/csv-text.ts";

type Row = Readonly<Record<string, Cell>>;

function text(names: readonly string[], rows: readonly Row[]): string {
  return csvText<Row>(Object.fromEntries(names.map((name) => [name, (row) => row[name]])), rows);
}

describe("CSV text", () => {
  it("is RFC 4180: a header, CRLF, quotes only where they are needed", () => {
    const rows = [
      { name: "plain", value: 1.5, held: true },
      { name: 'a "b", c', value: 0, held: false },
      { name: "two\nlines", value: -1, held: true },
    ];
    expect(text(["name", "value", "held"], rows)).toBe(
      'name,value,held\r\nplain,1.5,true\r\n"a ""b"", c",0,false\r\n"two\nlines",-1,true\r\n',
    );
  });

  it("leaves a cell empty where a row has no such column, and drops no column", () => {
    const written = text(["a", "b", "c"], [{ b: 1 }]);
    expect(parse(written, { columns: true })).toEqual([{ a: "", b: "1", c: "" }]);
  });

  it("never writes a number in scientific notation", () => {
    expect(text(["x"], [{ x: 1e-7 }, { x: 1e15 }])).toBe(
      "x\r\n0.000000100\r\n1000000000000000\r\n",
    );
  });

  it("has a header even without rows", () => {
    expect(text(["a", "b"], [])).toBe("a,b\r\n");
  });

  it.each(["=1+2", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])(
    "defuses %j, which a spreadsheet would run",
    (formula) => {
      const [row] = parse(text(["x"], [{ x: formula }]), { columns: true, trim: false }) as Row[];
      expect(row).toEqual({ x: `'${formula}` });
    },
  );

  it("leaves numbers as numbers, and text that is no formula as it is", () => {
    const rows = [{ x: -1.5 }, { x: 0 }, { x: "a=b" }, { x: "1-2" }, { x: "'quoted'" }, { x: "" }];
    expect(text(["x"], rows)).toBe("x\r\n-1.5\r\n0\r\na=b\r\n1-2\r\n'quoted'\r\n\r\n");
  });
});

describe("rounding", () => {
  it("keeps three decimals and leaves nothing where there is nothing", () => {
    expect(rounded(1.23456)).toBe(1.235);
    expect([rounded(undefined), rounded(Number.NaN), rounded(2)]).toEqual([
      undefined,
      undefined,
      2,
    ]);
  });
});
