/** What `probe` and `calibrate` take on AWS, at most: every request tried as often as the SDK tries it, every started shard-hour whole. */
import type { ServiceName } from "../emulator/service-name.ts";
import { clientPerS } from "./estimate.ts";
import { billedGb, priceLevelOf, prices } from "./prices.ts";

export interface Errand {
  /** What is made, in words. */
  readonly makes: string;
  readonly requests: number;
  readonly seconds: number;
  /** At most, by the prices of the Region. */
  readonly costUsd: number;
}

type Services = readonly ServiceName[];

/** What the rules that `probe` asks make together; `test/cost/errands.test.ts` counts it. */
const probed = { streams: 7, shardHours: 14, fanOutShardHours: 1, queues: 8 };
/** A quota is looked for this long, by as many requests as the client can make. */
const quotaS = 8;
const probeS = 120;
const probeRequests = 5000;

export function probeErrand(services: Services, region: string): Errand {
  const { streams, shardHours, fanOutShardHours, queues } = probed;
  const pressing = quotaS * clientPerS;
  const kinesisUsd =
    shardHours * prices.kinesisShardHour +
    fanOutShardHours * prices.kinesisFanOutHour +
    // Each record of the rule that looks for 1 MB/s is a unit and more.
    (2 * pressing * prices.kinesisPutUnitsPerMillion) / 1e6;
  const sqsUsd = ((probeRequests + pressing) * prices.sqsFifoPerMillion) / 1e6;
  return errand(services, region, {
    kinesis: { makes: `${streams} streams of ${shardHours} shards in all`, usd: kinesisUsd },
    sqs: { makes: `${queues} queues`, usd: sqsUsd },
    requests: probeRequests,
    seconds: probeS,
  });
}

const calibrated = { shards: 4, entries: 10, warmUp: 10, mostReceives: 20, attempts: 3 };

/** With this many samples of each kind of request. */
export function calibrationErrand(services: Services, region: string, samples: number): Errand {
  const { shards, entries, warmUp, mostReceives, attempts } = calibrated;
  const turns = samples + shards * warmUp;
  const puts = attempts * turns * (2 + entries);
  const kinesisUsd =
    shards * (prices.kinesisShardHour + prices.kinesisFanOutHour) +
    (puts * prices.kinesisPutUnitsPerMillion) / 1e6 +
    ((puts * 1024) / billedGb) * prices.kinesisFanOutPerGb;
  // On two queues, one by one and in batches: a send, receives until all is there, a delete.
  const sqsRequests = attempts * 2 * 2 * turns * (2 + mostReceives) + 500;
  return errand(services, region, {
    kinesis: {
      makes: `a stream of ${shards} shards with one fan-out consumer`,
      usd: kinesisUsd,
    },
    sqs: {
      makes: "a FIFO queue and a standard queue",
      usd: (sqsRequests * prices.sqsFifoPerMillion) / 1e6,
    },
    requests: 16 * samples,
    seconds: 60 + samples,
  });
}

interface Parts extends Pick<Errand, "requests" | "seconds"> {
  readonly kinesis: { readonly makes: string; readonly usd: number };
  readonly sqs: { readonly makes: string; readonly usd: number };
}

function errand(services: Services, region: string, parts: Parts): Errand {
  const chosen = services.map((service) => parts[service]);
  const usd = chosen.reduce((sum, part) => sum + part.usd, 0);
  return {
    makes: chosen.map(({ makes }) => makes).join(", "),
    requests: parts.requests,
    seconds: parts.seconds,
    costUsd: usd * priceLevelOf(region).factor,
  };
}
