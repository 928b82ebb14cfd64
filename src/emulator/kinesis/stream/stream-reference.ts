/** Names a stream: by name, by ARN, or both. */
export interface StreamReference {
  readonly StreamName?: string;
  readonly StreamARN?: string;
}
