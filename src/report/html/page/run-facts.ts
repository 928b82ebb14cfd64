/** What run.json says beside the result, as far as a page shows it: it may differ between identical runs, so it may be missing. */
export interface RunFacts {
  readonly convoy?: string;
  readonly commit?: string;
  readonly node?: string;
  readonly machine?: Readonly<Record<string, string | number>>;
  readonly commandLine?: readonly string[];
  readonly packages?: Readonly<Record<string, string>>;
  readonly startedAt?: string;
  readonly wallS?: number;
}

/** Of the content of a run.json; undefined when it is none. */
export function runFactsOf(text: string): RunFacts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const known = value as Readonly<Record<string, unknown>>;
  const string = (name: string) => (typeof known[name] === "string" ? { [name]: known[name] } : {});
  const { commandLine, wallS } = known;
  const isWords =
    Array.isArray(commandLine) && commandLine.every((word) => typeof word === "string");
  return {
    ...string("convoy"),
    ...string("commit"),
    ...string("node"),
    ...string("startedAt"),
    ...(isWords && { commandLine }),
    ...(typeof wallS === "number" && { wallS }),
    machine: cellsOf(known["machine"]),
    packages: textsOf(known["packages"]),
  };
}

function cellsOf(value: unknown): Readonly<Record<string, string | number>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => typeof one === "string" || typeof one === "number"),
  );
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(cellsOf(value)).map(([name, one]) => [name, String(one)]),
  );
}
