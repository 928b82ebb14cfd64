import { expect, it } from "vitest";

import { fittedTable, type FittedTable } from "../../src/report/terminal/fitted-table.ts";

interface Row {
  readonly name: string;
  readonly rate: number;
  readonly cost: number;
  readonly remark: string;
}

const shape: FittedTable<Row> = {
  columns: [
    { head: "name", align: "left", cell: ({ name }) => name },
    { head: "rate", align: "right", cell: ({ rate }) => String(rate), leaves: 2 },
    { head: "cost", align: "right", cell: ({ cost }) => String(cost), leaves: 1 },
  ],
  remark: { head: "remarks", text: ({ remark }) => remark },
};
const rows: readonly Row[] = [
  { name: "first", rate: 1000, cost: 5, remark: "17 overtake, 4 key-overlap, 120 misrouted" },
  { name: "second", rate: 20, cost: 15, remark: "" },
];

it("is as wide as it takes where there is room", () => {
  expect(fittedTable(shape, rows, 80)).toBe(
    [
      "name    rate  cost  remarks",
      "first   1000     5  17 overtake, 4 key-overlap, 120 misrouted",
      "second    20    15",
    ].join("\n"),
  );
});

it("puts remarks on lines of their own before it leaves columns out", () => {
  expect(fittedTable(shape, rows, 36)).toBe(
    [
      "name    rate  cost",
      "first   1000     5",
      "    17 overtake, 4 key-overlap,",
      "    120 misrouted",
      "second    20    15",
    ].join("\n"),
  );
});

it("leaves out what it can do without, in order, and says so", () => {
  const narrow = fittedTable(shape, rows, 14).split("\n");
  expect(narrow[0]).toBe("name    rate");
  expect(narrow.at(-1)).toBe("not shown at this width (--all): cost");
  expect(fittedTable(shape, rows, 8).split("\n")[0]).toBe("name");
});
