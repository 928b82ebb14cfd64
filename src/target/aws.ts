import { InputError } from "../errors.ts";
import type { EndpointOptions } from "./host-target.ts";
import { resolveRegion } from "./resolve-endpoint.ts";
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
    label: `AWS, ${region}`,
    region,
    ...(kinesisEndpoint !== undefined && { kinesisEndpoint }),
    ...(sqsEndpoint !== undefined && { sqsEndpoint }),
    services: ["kinesis", "sqs"],
    credentials: "chain",
  };
}
