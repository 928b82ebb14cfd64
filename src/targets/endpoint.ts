import { InputError } from "../errors.ts";
import { type AliasesOf, awsBehind } from "./aliases.ts";
import type { EndpointOptions } from "./host-target.ts";
import { isLoopback } from "./loopback.ts";
import { isAwsHost } from "./partitions.ts";
import { resolveEndpoint, resolveRegion } from "./resolve-endpoint.ts";
import type { TargetAddress } from "./target.ts";

const defaultRegion = "us-east-1";

/** The address of a service that somebody else runs: by options, else by AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_KINESIS, …_SQS or the profile. */
export async function endpointAddress(
  options: EndpointOptions,
  aliasesOf?: AliasesOf,
): Promise<Omit<TargetAddress, "runId">> {
  const region = await resolveRegion(defaultRegion);
  const kinesisEndpoint = await endpointOf("kinesis", options, { region, aliasesOf });
  const sqsEndpoint = await endpointOf("sqs", options, { region, aliasesOf });
  if (kinesisEndpoint === undefined && sqsEndpoint === undefined) {
    throw new InputError(
      "--target endpoint needs --endpoint URL, or --kinesis-endpoint and --sqs-endpoint, or AWS_ENDPOINT_URL in the environment or the profile",
    );
  }
  return {
    kind: "endpoint",
    label: [...new Set([kinesisEndpoint, sqsEndpoint].filter((url) => url !== undefined))].join(
      " and ",
    ),
    region,
    ...(kinesisEndpoint !== undefined && { kinesisEndpoint }),
    ...(sqsEndpoint !== undefined && { sqsEndpoint }),
    services: [
      ...(kinesisEndpoint === undefined ? [] : (["kinesis"] as const)),
      ...(sqsEndpoint === undefined ? [] : (["sqs"] as const)),
    ],
    credentials: credentialsFor([kinesisEndpoint, sqsEndpoint]),
  };
}

/** A service on this machine gets a user's own credentials only if the environment names them. */
function credentialsFor(endpoints: readonly (string | undefined)[]): TargetAddress["credentials"] {
  const isLocal = endpoints.every((url) => url === undefined || isLoopback(url));
  const isNamed = ["AWS_ACCESS_KEY_ID", "AWS_PROFILE"].some((name) => process.env[name]);
  return isLocal && !isNamed ? "dummy" : "chain-or-dummy";
}

/** With the URL of only one service given, the other is not there: its scenarios are not for this target. */
async function endpointOf(
  service: "kinesis" | "sqs",
  { endpoint, kinesisEndpoint, sqsEndpoint }: EndpointOptions,
  { region, aliasesOf }: { readonly region: string; readonly aliasesOf: AliasesOf | undefined },
): Promise<string | undefined> {
  const given = (service === "kinesis" ? kinesisEndpoint : sqsEndpoint) ?? endpoint;
  if (given !== undefined) return notOfAws(given, aliasesOf);
  if (kinesisEndpoint !== undefined || sqsEndpoint !== undefined) return undefined;
  const resolved = await resolveEndpoint(service, region);
  return isAwsHost(resolved) ? undefined : notOfAws(resolved, aliasesOf);
}

/** What costs money has a plan and a question, and those are of `--target aws`. */
async function notOfAws(url: string, aliasesOf: AliasesOf | undefined): Promise<string> {
  const alias = isAwsHost(url) ? undefined : await awsBehind(url, aliasesOf);
  if (!isAwsHost(url) && alias === undefined) return url;
  throw new InputError(
    `${url} is AWS itself${alias === undefined ? "" : ` (an alias of ${alias})`}: give --target aws with it, which shows a plan and its price before it asks for anything`,
  );
}
