import type { ServiceName } from "../emulator/service-name.ts";
import { InputError } from "../errors.ts";
import type { Account } from "./account.ts";
import { ending } from "./ending.ts";
import type { httpHandler } from "./http-settings.ts";
import { marksOf } from "./marks.ts";
import { isAwsHost, isAwsHostname } from "./partitions.ts";
import type { TargetAddress } from "./target.ts";
import { watchClient } from "./watch-client.ts";
import { watchHandler } from "./watch-handler.ts";

type Handler = Parameters<typeof ending>[0];
type HttpHandler = ReturnType<typeof httpHandler>;

/** What is done to every client for a service behind HTTP, and to its handler: nothing leaves for AWS that nobody agreed to pay for. */
export function accounted(address: TargetAddress, account: Account | undefined) {
  const marks = marksOf(address);
  const endpointOf = (service: ServiceName): string | undefined =>
    service === "kinesis" ? address.kinesisEndpoint : address.sqsEndpoint;
  return {
    handler: <H extends Handler>(handler: H): H => {
      const guarded = address.agreedUsd === undefined ? neverToAws(handler) : handler;
      return account === undefined ? guarded : ending(guarded, account);
    },
    /** For a client that somebody else makes. */
    handlerOf: (service: ServiceName, handler: HttpHandler): HttpHandler =>
      account === undefined
        ? handler
        : watchHandler(handler, service, account, endpointOf(service)),
    client: <C extends { readonly middlewareStack: object }>(
      service: ServiceName,
      client: C,
    ): C => {
      const url = endpointOf(service);
      // Even the search for credentials may ask AWS.
      const isAws = url === undefined ? address.kind === "aws" : isAwsHost(url);
      if (isAws && address.agreedUsd === undefined) throw notAgreed();
      if (account !== undefined) watchClient(client, service, account, { marks, endpoint: url });
      return client;
    },
  };
}

/** A queue's URL leads where the service says. */
function neverToAws<H extends Handler>(handler: H): H {
  return {
    ...handler,
    handle: (request: Parameters<H["handle"]>[0], options?: Parameters<H["handle"]>[1]) =>
      isAwsHostname(request.hostname)
        ? Promise.reject(notAgreed())
        : handler.handle(request, options),
  };
}

function notAgreed(): InputError {
  return new InputError(
    "nobody has agreed to a cost on AWS: nothing is asked of it. The commands of convoy ask with --target aws",
  );
}
