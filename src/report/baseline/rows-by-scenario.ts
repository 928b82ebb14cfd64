/** The text of a CSV file of a results folder, by the scenario that stands in its first column. */
export interface ScenarioRows {
  /** Its first line, with its end. */
  readonly header: string;
  /** The rows of each scenario as they stand there, with their ends; in the order of the file. */
  readonly rows: ReadonlyMap<string, string>;
}

/** Line ends are those of `\n`, whatever git has made of them. */
export function rowsByScenario(text: string): ScenarioRows {
  const [header = "", ...records] = recordsOf(text.replaceAll("\r\n", "\n"));
  const rows = new Map<string, string>();
  for (const record of records) {
    const scenario = firstCell(record);
    rows.set(scenario, (rows.get(scenario) ?? "") + record);
  }
  return { header, rows };
}

/** A line end within quotes ends no record. */
function recordsOf(text: string): readonly string[] {
  const records: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at];
    if (one === '"') isQuoted = !isQuoted;
    if (one !== "\n" || isQuoted) continue;
    records.push(text.slice(start, at + 1));
    start = at + 1;
  }
  return start < text.length ? [...records, text.slice(start)] : records;
}

function firstCell(record: string): string {
  const [, quoted] = /^"((?:[^"]|"")*)"/.exec(record) ?? [];
  const cell = quoted?.replaceAll('""', '"') ?? /^[^,\n]*/.exec(record)?.[0] ?? "";
  // The apostrophe that keeps a spreadsheet from running it.
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
