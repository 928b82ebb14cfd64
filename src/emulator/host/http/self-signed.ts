import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";

import type { Identity } from "./tls.ts";

/** For as long as a test machine may run; clocks may differ by a day. */
const validDays = 365;
const dayMs = 24 * 3_600_000;

/** There is no library to make a certificate with. */
export class NoCertificateMaker extends Error {}

/**
 * A certificate that signs itself, for this machine's names and addresses and the host names given, made now and kept nowhere. Needs the
 * package `selfsigned`: throws NoCertificateMaker if it is not installed.
 */
export async function selfSigned(names: readonly string[]): Promise<Identity> {
  const { default: selfsigned } = await import("selfsigned").catch((cause: unknown) => {
    throw new NoCertificateMaker("the package selfsigned is not installed", { cause });
  });
  const extensions = [
    // So that a client that is told to trust it needs nothing else.
    { name: "basicConstraints" as const, cA: true },
    { name: "subjectAltName" as const, altNames: altNames(names) },
  ];
  const made = await selfsigned.generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions,
    notBeforeDate: new Date(Date.now() - dayMs),
    notAfterDate: new Date(Date.now() + validDays * dayMs),
  });
  return { cert: made.cert, key: made.private };
}

function altNames(names: readonly string[]) {
  const addresses = Object.values(networkInterfaces()).flatMap((found) =>
    (found ?? []).map(({ address }) => address),
  );
  const all = new Set(["localhost", "127.0.0.1", "::1", hostname(), ...addresses, ...names]);
  return [...all].map((name) => {
    const bare = name.replace(/^\[(.*)\]$/, "$1");
    return isIP(bare) === 0
      ? { type: 2 as const, value: bare.replace(/^\./, "*.") }
      : { type: 7 as const, ip: bare };
  });
}
