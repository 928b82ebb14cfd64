/**
 * The members of Kinesis that JSON does not tell from others: instants and bytes, by the service's model (K-SDK schemas_0). There a
 * name stands for one type only, wherever it is, so the name says it; a test holds the names to the installed client.
 */
const timestamps: ReadonlySet<string> = new Set([
  "ApproximateArrivalTimestamp",
  "ChannelCreationTimestamp",
  "ConsumerCreationTimestamp",
  "EarliestAllowedEndAt",
  "EndedAt",
  "StartedAt",
  "StreamCreationTimestamp",
  "Timestamp",
]);

/** Whether a member is an instant: seconds since the epoch in JSON. */
export function isTimestamp(member: string): boolean {
  return timestamps.has(member);
}

/** Whether a member is bytes: base64 in JSON. */
export function isBlob(member: string): boolean {
  return member === "Data";
}
