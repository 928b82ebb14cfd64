/**
 * What Lambda does and does not document, as this mapping does it. Everything here is assumed: docs/LAMBDA.md says so to whoever reads the
 * figures.
 */

/** A failed batch of a shard is tried again after a second, then after twice as long each time, up to half a minute. */
export function retryPauseMs(failures: number): number {
  return Math.min(1000 * 2 ** Math.max(0, failures - 1), 30_000);
}

/** Records of a shard that are read ahead of the function, at most, before the mapping stops to poll. */
export const mostReadAhead = 10_000;

/** 300 more pollers a minute (LDG/services-sqs-scaling), evenly: one after so many milliseconds in which all were at work. */
export const newPollerEveryMs = 200;

/** A function that has answered so often without any work on an event is not what it was meant to be. */
export const mostIdleAnswers = 10;
