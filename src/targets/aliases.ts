/** Names that lead to AWS by way of another: `kinesis.example.com`, an alias of a VPC endpoint. */
import { resolveCname } from "node:dns/promises";
import { isIP } from "node:net";

import { isAwsHostname } from "./partitions.ts";

/** The names that a name is an alias of; rejects or gives none where it is none. */
export type AliasesOf = (hostname: string) => Promise<readonly string[]>;

/** A chain of aliases that is longer is nobody's endpoint. */
const longestChain = 8;
/** A name server that does not answer must not keep anybody waiting: then nothing is known. */
const patienceMs = 2000;

/**
 * The AWS host that a URL's host is an alias of in DNS, if it is one. What stands behind an address, or behind a proxy with a name and a
 * certificate of its own, nobody can see from here.
 */
export async function awsBehind(
  url: string,
  aliasesOf: AliasesOf = resolveCname,
): Promise<string | undefined> {
  const { hostname } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || !hostname.includes(".")) return undefined;
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), patienceMs).unref();
  });
  return Promise.race([followed(hostname, aliasesOf), late]);
}

async function followed(hostname: string, aliasesOf: AliasesOf): Promise<string | undefined> {
  let names: readonly string[] = [hostname];
  for (let steps = 0; steps < longestChain && names.length > 0; steps += 1) {
    const next = await Promise.all(names.map((name) => aliasesOf(name).catch(() => [])));
    names = next.flat();
    const aws = names.find(isAwsHostname);
    if (aws !== undefined) return aws;
  }
  return undefined;
}
