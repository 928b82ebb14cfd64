import type { ServiceName } from "../emulator/service-name.ts";
import { InputError } from "../errors.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { EndpointOptions } from "./host-target.ts";
import { isAwsHost } from "./partitions.ts";
import { resolveEndpoint, resolveRegion } from "./resolve-endpoint.ts";
import type { TargetAddress } from "./target.ts";

/**
 * A real account: Region, credentials and endpoints as every AWS tool finds them, AWS_ENDPOINT_URL and its kin included. Endpoints,
 * if there are any, are VPC endpoints or a stand-in.
 */
export async function awsAddress(options: EndpointOptions): Promise<Omit<TargetAddress, "runId">> {
  const region = await resolveRegion("");
  if (region === "") {
    throw new InputError("--target aws needs a Region: set AWS_REGION, or region in the profile");
  }
  const given = { kinesis: options.kinesisEndpoint, sqs: options.sqsEndpoint };
  const endpointOf = async (service: ServiceName): Promise<string | undefined> =>
    given[service] ?? options.endpoint ?? (await configuredStandIn(service, region));
  const kinesisEndpoint = await endpointOf("kinesis");
  const sqsEndpoint = await endpointOf("sqs");
  return {
    kind: "aws",
    label: labelFor(region, [kinesisEndpoint, sqsEndpoint]),
    region,
    ...(kinesisEndpoint !== undefined && { kinesisEndpoint }),
    ...(sqsEndpoint !== undefined && { sqsEndpoint }),
    services: ["kinesis", "sqs"],
    credentials: "chain",
  };
}

/** The address with a label that names the endpoints of these scenarios too: no report may call them AWS unless they are. */
export function labelled(address: TargetAddress, scenarios: readonly Scenario[]): TargetAddress {
  if (address.kind !== "aws") return address;
  const { region, kinesisEndpoint, sqsEndpoint } = address;
  const used = scenarios.map(
    ({ design }) =>
      design.endpoint ?? (design.service === "kinesis" ? kinesisEndpoint : sqsEndpoint),
  );
  return { ...address, label: labelFor(region, used) };
}

/** What environment or profile put in the place of AWS, if anything. The SDK finds an endpoint of AWS's own by itself. */
async function configuredStandIn(
  service: ServiceName,
  region: string,
): Promise<string | undefined> {
  const resolved = await resolveEndpoint(service, region);
  return isAwsHost(resolved) ? undefined : resolved;
}

/** What answers: AWS itself, or something else in its place, which no report may call AWS. */
function labelFor(region: string, endpoints: readonly (string | undefined)[]): string {
  const others = new Set(endpoints.filter((url) => url !== undefined && !isAwsHost(url)));
  if (others.size === 0) return `AWS, ${region}`;
  const instead = `${[...others].join(" and ")} in the place of AWS, ${region}`;
  const isAwsToo = endpoints.some((url) => url === undefined || isAwsHost(url));
  return isAwsToo ? `AWS, ${region}, and ${instead}` : instead;
}
