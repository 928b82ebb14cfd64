import { QuotaWindow } from "../../quota-window.ts";
import { ServiceError } from "../../service-error.ts";

/**
 * Calls per second of the actions that are not about records, in one account. Each number is in K-SDK's text on its action, except
 * those marked KDG: the table of KDG/service-sizes-and-limits, as a stored copy of it has them.
 */
const perAccount = {
  AddTagsToStream: 5,
  CreateStream: 5,
  DecreaseStreamRetentionPeriod: 5, // KDG
  DeleteStream: 5,
  DescribeAccountSettings: 5,
  DescribeLimits: 1,
  DescribeStream: 10,
  DescribeStreamSummary: 20,
  DisableEnhancedMonitoring: 5, // KDG
  EnableEnhancedMonitoring: 5, // KDG
  IncreaseStreamRetentionPeriod: 5, // KDG
  ListStreams: 5,
  ListTagsForStream: 5,
  MergeShards: 5,
  RemoveTagsFromStream: 5,
  SplitShard: 5,
  UpdateAccountSettings: 5,
  UpdateShardCount: 10,
  UpdateStreamWarmThroughput: 5,
} as const;

/** ListShards: 1,000/s per stream (K-SDK ListShards). */
const perStream = { ListShards: 1000 } as const;

const maxWindows = 10_000;

export type CountedAction = keyof typeof perAccount | keyof typeof perStream;

/**
 * Counts the calls of an account. A call counts once its input is found to be well-formed, whatever becomes of it then (assumed).
 * That a refusal names the stream, although the quota is the account's, was seen live (boto/botocore pull request 821).
 */
export class CallQuotas {
  readonly #accountId: string;
  readonly #windows = new Map<string, QuotaWindow>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** Throws LimitExceededException if there were too many such calls in this second. */
  count(action: CountedAction, streamName: string | undefined, nowMs: number): void {
    const isOfStream = action === "ListShards";
    const key = isOfStream ? `${action}/${streamName}` : action;
    let window = this.#windows.get(key);
    if (window === undefined) {
      // Names come from callers, whether or not there is such a stream: more than these begin their second anew.
      if (this.#windows.size >= maxWindows) this.#windows.clear();
      window = new QuotaWindow(isOfStream ? perStream[action] : perAccount[action]);
      this.#windows.set(key, window);
    }
    if (window.admit(nowMs, 1)) return;
    const forWhat =
      streamName === undefined ? "for account" : `for stream ${streamName} under account`;
    throw new ServiceError(
      "LimitExceededException",
      `Rate exceeded ${forWhat} ${this.#accountId}.`,
    );
  }
}
