import { RollingQuota } from "../limits/rolling-quota.ts";
import type { OnDemandScaling } from "./on-demand-scaling.ts";

export type StreamMode = "PROVISIONED" | "ON_DEMAND";
export type RecordDistribution = "AUTO" | "USER_PARTITION_KEY";

/** What a stream was told to be, beside its name and its shards. */
export class StreamSettings {
  maxRecordBytes = 2 ** 20;
  /** Enhanced monitoring: the shard-level metrics asked for. Nothing measures them here. */
  shardLevelMetrics: readonly string[] = [];
  /** Set while the stream is on-demand. */
  onDemand: OnDemandScaling | undefined;
  /** Per rolling 24 h: UpdateShardCount 10, UpdateStreamMode 2, Start- and StopStreamEncryption 25 each (K-SDK, KDG quotas). */
  readonly shardCountUpdates = new RollingQuota(10);
  readonly modeUpdates = new RollingQuota(2);
  readonly encryptionStarts = new RollingQuota(25);
  readonly encryptionStops = new RollingQuota(25);
  distribution: RecordDistribution = "USER_PARTITION_KEY";

  /** When encryption was changed, with what key from then on; none is none. */
  #keys: readonly { readonly fromMs: number; readonly keyId: string | undefined }[] = [];

  /** The KMS key that what is put is encrypted with. */
  get kmsKeyId(): string | undefined {
    return this.#keys.at(-1)?.keyId;
  }

  /** Encrypts what is put from an instant on with a key, or no longer. */
  encrypt(keyId: string | undefined, fromMs: number): void {
    this.#keys = [...this.#keys, { fromMs, keyId }];
  }

  /** Whether what arrived at an instant was encrypted. */
  wasEncrypted(arrivedMs: number): boolean {
    if (this.#keys.length === 0) return false;
    return this.#keys.findLast(({ fromMs }) => fromMs <= arrivedMs)?.keyId !== undefined;
  }

  get mode(): StreamMode {
    return this.onDemand === undefined ? "PROVISIONED" : "ON_DEMAND";
  }

  /** Whether keys say nothing about the shard (K-SDK UpdateStreamRecordDistributionStrategy). */
  get ignoresKeys(): boolean {
    return this.distribution === "AUTO";
  }
}
