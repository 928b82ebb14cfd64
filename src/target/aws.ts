import { InputError } from "../errors.ts";
import type { EndpointOptions } from "./host-target.ts";
import { isAwsHost, resolveRegion } from "./resolve-endpoint.ts";
import type { TargetAddress } from "./target.ts";

/** A real account: Region and credentials as every AWS tool finds them. Endpoints, if given, are VPC endpoints or a stand-in. */
export async function awsAddress(options: EndpointOptions): Promise<Omit<TargetAddress, "runId">> {
  const region = await resolveRegion("");
  if (region === "") {
    throw new InputError("--target aws needs a Region: set AWS_REGION, or region in the profile");
  }
  const kinesisEndpoint = options.kinesisEndpoint ?? options.endpoint;
  const sqsEndpoint = options.sqsEndpoint ?? options.endpoint;
  return {
    kind: "aws",
    label: labelFor(region, kinesisEndpoint, sqsEndpoint),
    region,
    ...(kinesisEndpoint !== undefined && { kinesisEndpoint }),
    ...(sqsEndpoint !== undefined && { sqsEndpoint }),
    services: ["kinesis", "sqs"],
    credentials: "chain",
  };
}

/** What answers: AWS itself, or something else in its place, which no report may call AWS. */
function labelFor(region: string, ...endpoints: readonly (string | undefined)[]): string {
  const others = new Set(endpoints.filter((url) => url !== undefined && !isAwsHost(url)));
  if (others.size === 0) return `AWS, ${region}`;
  return `${[...others].join(" and ")} in the place of AWS, ${region}`;
}
