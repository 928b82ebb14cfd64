/** Rules that our own model does not keep yet. */
export const pending: ReadonlySet<string> = new Set([
  "kinesis-update-shard-count",
  "kinesis-update-shard-count-at-most-double",
  "kinesis-register-consumer",
  "kinesis-register-consumer-twice",
  "kinesis-deregister-consumer",
  "kinesis-subscribe-pushes",
  "kinesis-subscribe-again-within-5-s",
  "kinesis-tags",
  "kinesis-encryption",
  "kinesis-enhanced-monitoring",
  "kinesis-on-demand-not-split",
  "kinesis-max-record-size",
]);
