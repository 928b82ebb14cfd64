/** Names under which a column of a trace is found, in order of preference; case, blanks, hyphens and underscores do not count. */
const aliases = {
  truck: [
    "truck",
    "truck_id",
    "truck_name",
    "vehicle",
    "vehicle_id",
    "device_id",
    "device",
    "asset",
    "asset_id",
    "unit",
    "unit_id",
    "id",
  ],
  time: [
    "ts",
    "timestamp",
    "time",
    "event_time",
    "posting_time",
    "message_time",
    "gps_time",
    "datetime",
  ],
  lat: ["lat", "latitude"],
  lon: ["lon", "lng", "long", "longitude"],
  speed: ["speed", "speed_kmh"],
  heading: ["heading", "bearing", "course"],
} as const;

export type TraceField = keyof typeof aliases;
export const traceFields = Object.keys(aliases) as readonly TraceField[];

const required: readonly TraceField[] = ["truck", "time", "lat", "lon"];

export interface TraceColumn {
  /** Its name in the file. */
  readonly name: string;
  readonly index: number;
}

/** The columns of a trace by field. Without speed or heading these are computed. */
export type TraceColumns = Readonly<
  Record<"truck" | "time" | "lat" | "lon", TraceColumn> &
    Record<"speed" | "heading", TraceColumn | undefined>
>;

/** Names of columns by field, where those that are known are not enough. */
export type NamedColumns = Readonly<Partial<Record<TraceField, string>>>;

/** Finds the columns in the header; what is wrong with it is told instead, one text per fault. */
export function findColumns(
  header: readonly string[],
  named: NamedColumns = {},
): TraceColumns | readonly string[] {
  const find = (field: TraceField): TraceColumn | undefined => {
    const given = named[field];
    if (given !== undefined) return columnNamed(given, header);
    for (const alias of aliases[field]) {
      const index = header.findIndex((name) => bare(name) === bare(alias));
      if (index >= 0) return { name: header[index]!, index };
    }
    return undefined;
  };
  const [truck, time, lat, lon] = [find("truck"), find("time"), find("lat"), find("lon")];
  const [speed, heading] = [find("speed"), find("heading")];
  const chosen = [truck, time, lat, lon, speed, heading].filter((column) => column !== undefined);
  const wanted = traceFields.filter(
    (field) => find(field) === undefined && (required.includes(field) || named[field]),
  );
  const faults = [
    ...(wanted.length === 0 ? [] : [missing(wanted, named, header)]),
    ...chosen.filter(({ name }) => isAmbiguous(name, header)).map(ambiguous),
  ];
  if (faults.length > 0 || !truck || !time || !lat || !lon) return faults;
  return { truck, time, lat, lon, speed, heading };
}

/** As it is written, or else but for case. */
function columnNamed(given: string, header: readonly string[]): TraceColumn | undefined {
  const exact = header.indexOf(given);
  const index =
    exact >= 0 ? exact : header.findIndex((name) => name.toLowerCase() === given.toLowerCase());
  return index < 0 ? undefined : { name: header[index]!, index };
}

/** All that are missing at once, since most often it is the whole header that is another. */
function missing(
  fields: readonly TraceField[],
  named: NamedColumns,
  header: readonly string[],
): string {
  const sought = fields.map((field) => {
    const given = named[field];
    const names = given === undefined ? `one of ${aliases[field].join(", ")}` : shown(given);
    return `the ${field} (${names})`;
  });
  const found = header.map(shown).join(", ");
  return `no column for ${sought.join(", ")}; found ${found.slice(0, mostShown)}; name it with --columns ${fields[0]}=NAME`;
}

const mostShown = 300;

/** A name as it may go to a terminal, whatever the file is. */
function shown(name: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(name) ? name : JSON.stringify(name);
}

function isAmbiguous(name: string, header: readonly string[]): boolean {
  return header.filter((other) => other.toLowerCase() === name.toLowerCase()).length > 1;
}

function ambiguous({ name }: TraceColumn): string {
  return `column ${shown(name)} is there more than once`;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "");
}
