/** Where the rules are checked: our model in this process, and endpoints. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { Emulator, type ServiceName } from "../emulator/emulator.ts";
import { requestHandler } from "../emulator/host/request-handler.ts";
import { type Clients, openClients } from "./clients.ts";

const region = "us-east-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const unsigned = { sign: async <T>(request: T): Promise<T> => request };

/** A new model in this process, behind the SDK. Without sockets: fit for virtual time. */
export function inProcess(seed: number): Clients & Disposable {
  const emulator = new Emulator({ seed, startMs: Date.now() });
  // Everything is set here, so that the SDK reads no files: virtual time does not wait for that.
  const config = (service: ServiceName, maxAttempts: number) => ({
    region,
    credentials,
    endpoint: `https://${service}.${region}.amazonaws.com`,
    maxAttempts,
    retryMode: "standard",
    signer: unsigned,
    requestHandler: requestHandler(emulator, service),
  });
  return openClients(
    (maxAttempts) => new KinesisClient(config("kinesis", maxAttempts)),
    (maxAttempts) => new SQSClient(config("sqs", maxAttempts)),
  );
}

/** Servers that speak plain HTTP/1.1, on loopback: they take any credentials. */
export function onLoopback(url: string): Clients & Disposable {
  const config = (maxAttempts: number) => ({
    region,
    credentials,
    endpoint: url,
    maxAttempts,
    // Long polls hold a connection each.
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 500 } }),
  });
  return openClients(
    (maxAttempts) => new KinesisClient(config(maxAttempts)),
    (maxAttempts) => new SQSClient(config(maxAttempts)),
  );
}
