import { parse } from "csv-parse/sync";

type Row = Readonly<Record<string, string>>;

/**
 * What is different between the rows of one scenario in two versions of a file, in words; undefined when nothing is. Only columns that
 * both versions have are looked at.
 */
export function firstDifference(
  file: string,
  before: { readonly header: string; readonly rows: string },
  after: { readonly header: string; readonly rows: string },
): string | undefined {
  if (before.header === after.header && before.rows === after.rows) return undefined;
  const [ones, others] = [parsed(before), parsed(after)];
  if (ones.length !== others.length) {
    return `${file}: ${ones.length} rows -> ${others.length} rows`;
  }
  const different = ones.flatMap((one, at) => {
    const columns = differentColumns(one, others[at]!);
    return columns.length === 0 ? [] : [{ one, other: others[at]!, columns }];
  });
  const [first] = different;
  if (first === undefined) {
    return before.header === after.header ? `${file}: the same cells in other bytes` : undefined;
  }
  const { one, other, columns } = first;
  const [column = ""] = columns;
  const besides = columns.length + different.length - 2;
  const more = besides === 0 ? "" : ` (${different.length} of ${ones.length} rows differ)`;
  return `${file}: ${placeOf(one)}: ${column} ${shown(one[column])} -> ${shown(other[column])}${more}`;
}

function parsed({ header, rows }: { readonly header: string; readonly rows: string }) {
  return parse(header + rows, { columns: true, relax_column_count: true }) as readonly Row[];
}

function differentColumns(one: Row, other: Row): readonly string[] {
  return Object.keys(one).filter((name) => name in other && one[name] !== other[name]);
}

/** Which row it is: the cells behind the scenario that name it. */
function placeOf(row: Row): string {
  const named = ["seed", "truck", "second"].flatMap((name) =>
    row[name] === undefined ? [] : [`${name} ${row[name]}`],
  );
  return named.join(", ") || "its row";
}

function shown(cell: string | undefined): string {
  return cell === undefined || cell === "" ? "-" : cell;
}
