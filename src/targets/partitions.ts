/**
 * The partitions of AWS: which Regions belong to which, how their ARNs begin, and which hosts are theirs. As the SDK has them
 * (`@aws-sdk/core`, partitions.js of September 2026), which does not export the list.
 */
export interface Partition {
  /** What stands after `arn:`. */
  readonly id: string;
  readonly regions: RegExp;
  /** What the names of its hosts end in: endpoints, dual-stack endpoints, VPC endpoints. */
  readonly domains: readonly string[];
}

const commercial: Partition = {
  id: "aws",
  regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
  domains: ["amazonaws.com", "aws"],
};

export const partitions: readonly Partition[] = [
  commercial,
  {
    id: "aws-cn",
    regions: /^cn-\w+-\d+$/,
    domains: ["amazonaws.com.cn", "amazonwebservices.com.cn"],
  },
  {
    id: "aws-eusc",
    regions: /^eusc-de-\w+-\d+$/,
    domains: ["amazonaws.eu", "amazonwebservices.eu"],
  },
  {
    id: "aws-iso",
    regions: /^us-iso-\w+-\d+$/,
    domains: ["c2s.ic.gov", "aws.ic.gov"],
  },
  {
    id: "aws-iso-b",
    regions: /^us-isob-\w+-\d+$/,
    domains: ["sc2s.sgov.gov", "aws.scloud"],
  },
  {
    id: "aws-iso-e",
    regions: /^eu-isoe-\w+-\d+$/,
    domains: ["cloud.adc-e.uk", "cloud-aws.adc-e.uk"],
  },
  {
    id: "aws-iso-f",
    regions: /^us-isof-\w+-\d+$/,
    domains: ["csp.hci.ic.gov", "aws.hci.ic.gov"],
  },
  {
    id: "aws-us-gov",
    regions: /^us-gov-\w+-\d+$/,
    domains: ["amazonaws.com", "aws"],
  },
];

/** The partition of a Region; the commercial one for a name that fits none, as in the SDK. */
export function partitionOf(region: string): Partition {
  return partitions.find(({ regions }) => regions.test(region)) ?? commercial;
}

const awsDomains = [...new Set(partitions.flatMap(({ domains }) => domains))];

/** Whether a host name is one of AWS's own: then every request may cost money. */
export function isAwsHostname(hostname: string): boolean {
  // A name may end in the dot of the root.
  const name = hostname.toLowerCase().replace(/\.$/, "");
  return awsDomains.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

export function isAwsHost(url: string): boolean {
  return isAwsHostname(new URL(url).hostname);
}
