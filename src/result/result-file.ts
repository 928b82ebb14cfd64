/**
 * The file form of a suite's results, `result.json`.
 *
 * JSON with a member or a row per line, so that a difference can be looked at with `diff`. Lists that may be long (seconds, keys,
 * evidence) are written as tables, `{ "fields": […], "rows": [[…], …] }`: the names of the fields once, a cell for each, null where a
 * record has none. 100,000 keys take some 10 MB so, a third of what they take as objects.
 */
import type { SuiteResult } from "./suite-result.ts";

/** Members that hold a list of records and are written as a table, wherever they stand. */
const tableNames: ReadonlySet<string> = new Set([
  "seconds",
  "keys",
  "countsByKey",
  "evidence",
  "positions",
]);

interface Table {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

type Item = Readonly<Record<string, unknown>>;

/** Objects and lists that lie deeper than this stand on the line of what holds them: rows of a table do. */
const deepestBroken = 8;

/** The text of a result, in pieces: whole, it might be longer than a string can be. */
export function* resultText(suite: SuiteResult): Generator<string> {
  yield* pieces(suite, 0);
  yield "\n";
}

function* pieces(value: unknown, depth: number, name = ""): Generator<string> {
  if (typeof value !== "object" || value === null || depth >= deepestBroken) {
    yield JSON.stringify(value);
  } else if (Array.isArray(value)) {
    if (tableNames.has(name) && value.every(isItem)) yield* pieces(tableOf(value), depth);
    else
      yield* list(
        "[",
        value.values().map((item) => ["", "", item] as const),
        "]",
        depth,
      );
  } else {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [`${JSON.stringify(key)}:`, key, member] as const);
    yield* list("{", members, "}", depth);
  }
}

function* list(
  open: string,
  items: Iterable<readonly [label: string, name: string, value: unknown]>,
  close: string,
  depth: number,
): Generator<string> {
  let before = `${open}\n`;
  for (const [label, name, value] of items) {
    yield before + label;
    yield* pieces(value, depth + 1, name);
    before = ",\n";
  }
  yield before === ",\n" ? `\n${close}` : open + close;
}

function tableOf(items: readonly Item[]): Table {
  const names = new Set<string>();
  for (const item of items) for (const name of Object.keys(item)) names.add(name);
  const fields = [...names];
  return { fields, rows: items.map((item) => fields.map((field) => item[field] ?? null)) };
}

/** What was parsed from a text, with its tables as lists of records again. A table that is none stays as it is. */
export function withoutTables(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTables);
  if (!isItem(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      tableNames.has(name) && isTable(member) ? itemsOf(member) : withoutTables(member),
    ]),
  );
}

function itemsOf({ fields, rows }: Table): readonly Item[] {
  return rows.map((cells) =>
    Object.fromEntries(
      fields.flatMap((field, index) => {
        const cell = cells[index];
        return cell === null || cell === undefined ? [] : [[field, cell]];
      }),
    ),
  );
}

function isItem(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTable(value: unknown): value is Table {
  return (
    isItem(value) &&
    Array.isArray(value["fields"]) &&
    value["fields"].every((field) => typeof field === "string") &&
    Array.isArray(value["rows"]) &&
    value["rows"].every((row) => Array.isArray(row))
  );
}

/** Where something stands in the text that stands there in the value: rows of a table are one step further down. */
export function pathInText(path: readonly PropertyKey[]): readonly PropertyKey[] {
  return path.flatMap((part, index) => {
    const isRow = typeof part === "number" && tableNames.has(String(path[index - 1]));
    return isRow ? ["rows", part] : [part];
  });
}
