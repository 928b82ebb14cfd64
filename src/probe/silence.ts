/** Why a service cannot be used: nobody answers, it refuses, or what answers is something else. */
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";

import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { GetQueueUrlCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";

import { explain } from "../client/advice.ts";
import { isGone, isRefusal } from "../client/sdk-errors.ts";
import type { Clients } from "../conformance/clients.ts";
import type { ServiceName } from "../emulator/service-name.ts";

const handshakeWithinMs = 2000;

/** Undefined if it answers as such a service does. */
export async function whySilent(
  { kinesisOnce, sqsOnce }: Clients,
  service: ServiceName,
): Promise<string | undefined> {
  const client = service === "kinesis" ? kinesisOnce : sqsOnce;
  try {
    const speaks =
      service === "kinesis" ? await listsStreams(kinesisOnce) : await knowsNoQueue(sqsOnce);
    return speaks ? undefined : "answers, but does not speak AWS (HTTP 200, and nothing in it)";
  } catch (error) {
    const isReset = (error as { readonly code?: unknown }).code === "ECONNRESET";
    if (isReset && (await speaksTls(client))) {
      return "answers, but does not speak AWS (TLS there: https:// perhaps)";
    }
    return explain(error);
  }
}

async function listsStreams(client: Clients["kinesisOnce"]): Promise<boolean> {
  const { StreamNames } = await client.send(new ListStreamsCommand({ Limit: 1 }));
  return StreamNames !== undefined;
}

/** An empty answer is one of SQS too, where there is no queue: then a queue that cannot be there must not be. */
async function knowsNoQueue(client: Clients["sqsOnce"]): Promise<boolean> {
  const { QueueUrls, $metadata } = await client.send(new ListQueuesCommand({ MaxResults: 1 }));
  if (QueueUrls !== undefined || $metadata.requestId !== undefined) return true;
  try {
    const QueueName = `convoy-probe-none-${Date.now()}`;
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    return QueueUrl !== undefined;
  } catch (error) {
    if (isGone(error) || isRefusal(error)) return true;
    throw error;
  }
}

/** Whether it is TLS that does not understand plain HTTP. */
async function speaksTls(client: Clients["kinesisOnce"] | Clients["sqsOnce"]): Promise<boolean> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined || endpoint.protocol === "https:") return false;
  const { hostname, port = 80 } = endpoint;
  return new Promise((resolve) => {
    const plain = connectPlain({ host: hostname, port });
    // Nothing is sent over it: whose certificate it is does not matter.
    const socket = connectTls({ socket: plain, rejectUnauthorized: false });
    const done = (answer: boolean): void => {
      clearTimeout(timer);
      plain.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => done(false), handshakeWithinMs);
    socket.once("secureConnect", () => done(true));
    socket.once("error", () => done(false));
    plain.once("error", () => done(false));
  });
}
