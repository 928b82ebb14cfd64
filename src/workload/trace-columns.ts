/** Names under which a column of a trace is found, in order of preference; upper and lower case are the same. */
const aliases = {
  truck: ["truck", "truck_id", "truckId", "vehicle", "vehicle_id", "device_id", "asset", "id"],
  time: ["ts", "timestamp", "time", "event_time", "posting_time", "datetime"],
  lat: ["lat", "latitude"],
  lon: ["lon", "lng", "long", "longitude"],
  speed: ["speed", "speed_kmh"],
  heading: ["heading", "bearing", "course"],
} as const;

export type TraceField = keyof typeof aliases;

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

/** Finds the columns in the header; what is wrong with it is told instead, one text per fault. */
export function findColumns(header: readonly string[]): TraceColumns | readonly string[] {
  const find = (field: TraceField): TraceColumn | undefined => {
    for (const alias of aliases[field]) {
      const index = header.findIndex((name) => name.toLowerCase() === alias.toLowerCase());
      if (index >= 0) return { name: header[index]!, index };
    }
    return undefined;
  };
  const [truck, time, lat, lon] = [find("truck"), find("time"), find("lat"), find("lon")];
  const [speed, heading] = [find("speed"), find("heading")];
  const chosen = [truck, time, lat, lon, speed, heading].filter((column) => column !== undefined);
  const faults = [
    ...required.filter((field) => find(field) === undefined).map((field) => missing(field, header)),
    ...chosen.filter(({ name }) => isAmbiguous(name, header)).map(ambiguous),
  ];
  if (faults.length > 0 || !truck || !time || !lat || !lon) return faults;
  return { truck, time, lat, lon, speed, heading };
}

function missing(field: TraceField, header: readonly string[]): string {
  return `no column for the ${field}: one of ${aliases[field].join(", ")} is needed; found ${header.join(", ")}`;
}

function isAmbiguous(name: string, header: readonly string[]): boolean {
  return header.filter((other) => other.toLowerCase() === name.toLowerCase()).length > 1;
}

function ambiguous({ name }: TraceColumn): string {
  return `column ${name} is there more than once`;
}
