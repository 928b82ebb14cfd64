/** Limits of the two services that a scenario can be held to before it runs. */

/** Most entries of one PutRecords and one SendMessageBatch (K-SDK PutRecords, SDG/quotas-messages). */
export const mostEntries = { kinesis: 500, sqs: 10 } as const;

/** Most events in one aggregated record: their places have four digits here. */
export const mostTogether = 10_000;

/** Largest record of a stream as it is created, its partition key counted (KDG/large-records); largest message (SDG/quotas-messages). */
export const mostBytes = 1024 * 1024;

/** Most messages of one ReceiveMessage (SDG/quotas-messages). */
export const mostReceived = 10;
