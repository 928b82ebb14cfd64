import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

/** The unmodified SDK clients of an endpoint. */
export interface Clients {
  readonly kinesis: KinesisClient;
  readonly sqs: SQSClient;
  /** Without retries, to see what the service itself answers. */
  readonly kinesisOnce: KinesisClient;
  readonly sqsOnce: SQSClient;
}

/** Opens the clients for given settings; `attempts` says how often a request may be sent. */
export function openClients(
  kinesis: (attempts: number) => KinesisClient,
  sqs: (attempts: number) => SQSClient,
): Clients & Disposable {
  const clients = {
    kinesis: kinesis(retryingAttempts),
    sqs: sqs(retryingAttempts),
    kinesisOnce: kinesis(1),
    sqsOnce: sqs(1),
  };
  return {
    ...clients,
    [Symbol.dispose]: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Enough to get through the quotas of control calls that many checks at once run into. */
const retryingAttempts = 8;
