/** Names a queue by its URL. */
export interface QueueReference {
  readonly QueueUrl: string;
}
