/**
 * Published list prices, us-east-1, read second-hand in November 2026 and to be checked before they are quoted
 * (sources PRICE-A and PRICE-B; AWS's own pages could not be read).
 */
export const prices = {
  date: "2026-11",
  region: "us-east-1",
  /** USD per provisioned shard and hour. */
  kinesisShardHour: 0.015,
  /** USD per million PUT payload units of 25 KB; every record is at least one unit. */
  kinesisPutUnitsPerMillion: 0.014,
  /** USD per consumer, shard and hour, and per GB, of enhanced fan-out. */
  kinesisFanOutHour: 0.015,
  kinesisFanOutPerGb: 0.013,
  /** USD per on-demand stream and hour, per GB written (records rounded up to 1 KB) and read; of two prices for fan-out the higher. */
  kinesisOnDemandHour: 0.04,
  kinesisOnDemandPerGbIn: 0.08,
  kinesisOnDemandPerGbOut: 0.05,
  /** USD per million requests, first paid tier; every 64 KB of payload is one request. */
  sqsStandardPerMillion: 0.4,
  sqsFifoPerMillion: 0.5,
  /** USD per million requests of KMS (0.03 per 10,000; factualminds.com on KMS pricing), with any symmetric key. */
  kmsPerMillion: 3,
} as const;

/** A GB of the price list; that it is a binary one is *assumed*. */
export const billedGb = 2 ** 30;
const putUnitBytes = 25 * 1024;
const sqsRequestBytes = 64 * 1024;

/** PUT payload units of one record: its size in steps of 25 KB, at least one. */
export function putPayloadUnits(recordBytes: number): number {
  return Math.max(1, Math.ceil(recordBytes / putUnitBytes));
}

/** What an on-demand stream bills for one record that is written: its size in steps of 1 KB. */
export function onDemandBytes(recordBytes: number): number {
  return Math.ceil(recordBytes / 1024) * 1024;
}

/** USD for an on-demand stream: by the hour, and by what goes in (`onDemandBytes` of each record) and out. */
export function onDemandUsd(hours: number, bytesIn: number, bytesOut: number): number {
  return (
    hours * prices.kinesisOnDemandHour +
    (bytesIn * prices.kinesisOnDemandPerGbIn) / billedGb +
    (bytesOut * prices.kinesisOnDemandPerGbOut) / billedGb
  );
}

/** Billed requests of one SQS call: its payload in steps of 64 KB, at least one (for a batch: of its total, commonly stated, unverified). */
export function sqsBilledRequests(payloadBytes: number): number {
  return Math.max(1, Math.ceil(payloadBytes / sqsRequestBytes));
}

/**
 * What KMS bills for so many requests of an encrypted stream or queue, at most. The services keep a data key for some minutes (SDG/
 * sqs-key-management, KDG/costs-performance), on how many hosts is not said: one request of KMS for each is *assumed* to be above it.
 */
export function mostKmsUsd(requests: number): number {
  return (requests * prices.kmsPerMillion) / 1e6;
}

/** How dear a Region is, as far as is known. */
export interface PriceLevel {
  /** The prices of us-east-1, times this, are taken for those of the Region. */
  readonly factor: number;
  /** Where the figures come from, in a sentence, for whoever is to agree to them. */
  readonly basis: string;
}

/** Above every Region's price as far as anybody here knows (assumed: no source has the prices of other Regions). */
const unknownRegionFactor = 2;

/** Prices differ by Region, and those of one Region alone are known: of any other it is said loudly. */
export function priceLevelOf(region: string): PriceLevel {
  const published = `the published prices of ${prices.date}, ${prices.region}, read second-hand`;
  if (region === prices.region) return { factor: 1, basis: `by ${published}` };
  const factor = unknownRegionFactor;
  return {
    factor,
    basis: `THE PRICES OF ${region} ARE NOT KNOWN HERE: by ${published}, times ${factor} to be on the safe side (assumed)`,
  };
}
