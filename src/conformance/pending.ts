/** Rules that our own model does not keep yet. */
export const pending: ReadonlySet<string> = new Set([
  "kinesis-update-shard-count",
  "kinesis-update-shard-count-at-most-double",
  "kinesis-tags",
  "kinesis-encryption",
  "kinesis-enhanced-monitoring",
  "kinesis-on-demand-not-split",
  "kinesis-max-record-size",
]);

/** Rules that it keeps in this process, and not yet behind `convoy serve`. */
export const pendingServed: ReadonlySet<string> = new Set(["kinesis-subscribe-pushes"]);
