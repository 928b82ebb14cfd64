/**
 * Positions in a stream whose records hold several events: the record's sequence number, and behind it the event's place in the record, as
 * the KCL has its subsequence number. It is a decimal that grows as the log does, so whoever judges needs not know.
 */

/** As many as `mostTogether` takes. */
const placeDigits = 4;

export function subPosition(sequenceNumber: string, place: number): string {
  return `${sequenceNumber}${String(place).padStart(placeDigits, "0")}`;
}

/** Of the record that holds the event at this position. */
export function sequenceNumberOf(position: string): string {
  return position.slice(0, -placeDigits);
}
