const iso =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/i;
const epoch = /^\d+(\.\d+)?$/;

/** Numbers from here on are milliseconds, below it seconds: 1973-03-03 in milliseconds, the year 5138 in seconds. */
const leastEpochMs = 1e11;
/** The year 5138 in milliseconds; what is larger counts microseconds or less. */
const mostEpochMs = 1e14;

/**
 * Milliseconds since 1970-01-01 UTC of an instant written as ISO 8601 (date and time; without an offset it is UTC), as epoch
 * seconds or as epoch milliseconds. Undefined if it is none of these, or no date at all, like 30 February.
 */
export function timestampMs(text: string): number | undefined {
  if (epoch.test(text)) return epochMs(Number(text));
  const match = iso.exec(text);
  if (match === null) return undefined;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part);
  const wall = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
  // Date.UTC takes 30 February for 2 March: what was written must come back.
  const isDate = wall.getUTCMonth() === month! - 1 && wall.getUTCDate() === day;
  if (!isDate || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  if (part(10) > 23 || part(11) > 59) return undefined;
  const milliseconds = Math.round(Number(`0.${match[7] ?? 0}`) * 1000);
  const offsetMs = (part(10) * 60 + part(11)) * 60_000;
  return wall.getTime() + milliseconds + (match[9] === "-" ? offsetMs : -offsetMs);
}

function epochMs(value: number): number | undefined {
  if (value >= mostEpochMs) return undefined;
  return Math.round(value < leastEpochMs ? value * 1000 : value);
}
