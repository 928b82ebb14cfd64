/** Where the rules are checked: our model in this process, and endpoints. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { ModelOptions } from "../emulator/assumed/model-options.ts";
import { Emulator, type ServiceName } from "../emulator/emulator.ts";
import { requestHandler } from "../emulator/host/request-handler.ts";
import type { Account } from "../targets/account.ts";
import { accounted } from "../targets/accounted.ts";
import { credentialsFor } from "../targets/credentials.ts";
import { httpHandler } from "../targets/http-settings.ts";
import type { TargetAddress } from "../targets/target.ts";
import { type Clients, openClients } from "./clients.ts";

const region = "us-east-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const unsigned = { sign: async <T>(request: T): Promise<T> => request };

/** A new model in this process, behind the SDK. Without sockets: fit for virtual time. */
export function inProcess(seed: number, model: ModelOptions = {}): Clients & Disposable {
  const emulator = new Emulator({ seed, startMs: Date.now(), ...model });
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

/** Whatever answers at an address, behind HTTP. `account`: told of what is made there. */
export function atAddress(address: TargetAddress, account?: Account): Clients & Disposable {
  const dealings = accounted(address, account);
  const { region, kinesisEndpoint, sqsEndpoint } = address;
  const config = (maxAttempts: number, endpoint: string | undefined) => ({
    region,
    credentials: credentialsFor(address.credentials),
    maxAttempts,
    requestHandler: dealings.handler(httpHandler(address.kind)),
    ...(endpoint !== undefined && { endpoint }),
  });
  return openClients(
    (maxAttempts) =>
      dealings.client("kinesis", new KinesisClient(config(maxAttempts, kinesisEndpoint))),
    (maxAttempts) =>
      dealings.client(
        "sqs",
        new SQSClient({ ...config(maxAttempts, sqsEndpoint), ...ownUrl(sqsEndpoint) }),
      ),
  );
}

/** A server on this machine that takes any credentials. */
export function onLoopback(url: string): Clients & Disposable {
  return atAddress({
    kind: "endpoint",
    label: url,
    region,
    kinesisEndpoint: url,
    sqsEndpoint: url,
    services: ["kinesis", "sqs"],
    credentials: "dummy",
  });
}

/** An emulator's queue URLs may name a host that only its own network knows. */
function ownUrl(endpoint: string | undefined): { readonly useQueueUrlAsEndpoint?: false } {
  return endpoint === undefined ? {} : { useQueueUrlAsEndpoint: false };
}
