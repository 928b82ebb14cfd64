/**
 * How a FIFO queue answers short polls: "only a subset of servers" is asked, on FIFO too (SDG/sqs-short-and-long-polling).
 * *How many servers there are and how many are asked is assumed.* The groups are spread over the servers.
 */
export interface FifoQueueProfile {
  readonly servers: number;
  /** The chance that a short poll asks a given server. */
  readonly shortPollShare: number;
}

/**
 * Every receive finds what is there: about 30 short polls right after a send were never empty in tests recorded against AWS. So the
 * default.
 */
export const calmFifoQueue: FifoQueueProfile = { servers: 1, shortPollShare: 1 };

/** As unruly as an adverse standard queue: what a short-polling consumer should stand. */
export const sampledFifoQueue: FifoQueueProfile = { servers: 8, shortPollShare: 0.75 };
