/**
 * Where the SDK would send a request, by everything that it reads: options, AWS_ENDPOINT_URL and its kin, profiles, region. Asked of
 * the SDK itself, with a request that never leaves.
 */
import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";

import type { ServiceName } from "../emulator/service-name.ts";

/** The part of a request that says where it goes. */
interface Destination {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

/** The base URL, without a slash at its end. */
export async function resolveEndpoint(service: ServiceName, region: string): Promise<string> {
  let destination: Destination | undefined;
  const config = {
    region,
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: Destination) => {
        destination = request;
        return Promise.reject(new Error("not to be sent"));
      },
    } as never,
  };
  const sending =
    service === "kinesis"
      ? new KinesisClient(config).send(new ListStreamsCommand({}))
      : new SQSClient(config).send(new ListQueuesCommand({}));
  await sending.catch((error: unknown) => {
    // Anything before the handler is a fault of the configuration.
    if (destination === undefined) throw error;
  });
  const { protocol, hostname, port, path } = destination!;
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path.replace(/\/$/, "")}`;
}

/** The configured Region, as every AWS tool finds it. */
export async function resolveRegion(fallback: string): Promise<string> {
  try {
    return await new SQSClient({}).config.region();
  } catch {
    return fallback;
  }
}
