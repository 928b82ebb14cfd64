/** How unruly the services are where AWS leaves it open. *Assumed*: see assumptions.ts for what each part rests on. */
import {
  type FifoQueueProfile,
  sampledFifoQueue,
  calmFifoQueue,
} from "../sqs/queue/fifo-queue-profile.ts";
import {
  adverseStandardQueue,
  type StandardQueueProfile,
  typicalStandardQueue,
} from "../sqs/queue/standard-shelf.ts";

/** Which records of a PutRecords call a shard refuses that cannot take all. */
export type WriteRefusal = "prefix" | "random";

export interface AdversityProfile {
  /** Where it is from, for reports. */
  readonly source: string;
  readonly standardQueue: StandardQueueProfile;
  readonly fifoQueue: FifoQueueProfile;
  /** `prefix`: the first that does not fit and all after it. `random`: some, whichever. */
  readonly writeRefusal: WriteRefusal;
}

/** The default: as the services mostly are, by what was seen of them. */
export const typicalAdversity: AdversityProfile = {
  source: "what was seen of the services in normal days",
  standardQueue: typicalStandardQueue,
  fifoQueue: calmFifoQueue,
  writeRefusal: "prefix",
};

/** As bad as the documents allow, and often: what a design must stand, not a rate that anybody measured. */
export const adverseAdversity: AdversityProfile = {
  source: "what AWS's documents do not rule out, at rates that are nobody's measurement",
  standardQueue: adverseStandardQueue,
  fifoQueue: sampledFifoQueue,
  writeRefusal: "random",
};

export const adversityProfiles = {
  typical: typicalAdversity,
  adverse: adverseAdversity,
} as const satisfies Readonly<Record<string, AdversityProfile>>;

export type AdversityName = keyof typeof adversityProfiles;
export const defaultAdversityName: AdversityName = "typical";
