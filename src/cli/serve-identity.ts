import { readFileSync, writeFileSync } from "node:fs";
import { createSecureContext } from "node:tls";

import { NoCertificateMaker, selfSigned } from "../emulator/host/http/self-signed.ts";
import type { Identity } from "../emulator/host/http/tls.ts";
import { InputError } from "../errors.ts";

export interface IdentityOptions {
  /** A certificate is to be made, and written to this file if one is named. */
  readonly tls?: true | string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** What the options say the server is to show of itself; undefined: it does not encrypt. `names` are those it is known by. */
export async function identityOf(
  { tls, tlsCert, tlsKey }: IdentityOptions,
  names: readonly string[],
): Promise<Identity | undefined> {
  if (tls !== undefined && (tlsCert !== undefined || tlsKey !== undefined)) {
    throw new InputError("--tls makes a certificate, --tls-cert and --tls-key give one: not both");
  }
  if (tls !== undefined) return made(tls, names);
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new InputError("--tls-cert and --tls-key go together");
  }
  const identity = { cert: read("--tls-cert", tlsCert), key: read("--tls-key", tlsKey) };
  try {
    createSecureContext(identity);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new InputError(
      `--tls-cert ${tlsCert} --tls-key ${tlsKey}: not a certificate and its key in PEM: ${reason}`,
      { cause },
    );
  }
  return identity;
}

async function made(tls: true | string, names: readonly string[]): Promise<Identity> {
  let identity: Identity;
  try {
    identity = await selfSigned(names);
  } catch (cause) {
    if (!(cause instanceof NoCertificateMaker)) throw cause;
    throw new InputError(
      "--tls: making a certificate needs the package selfsigned: npm install selfsigned, or give one with --tls-cert and --tls-key",
      { cause },
    );
  }
  if (tls !== true) write(tls, identity.cert);
  return identity;
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${option} ${file}: cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function write(file: string, cert: string): void {
  try {
    writeFileSync(file, cert);
  } catch (cause) {
    throw new InputError(`--tls ${file}: cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
}
