import { selfSigned } from "../../../../src/emulator/host/http/self-signed.ts";
import type { Identity } from "../../../../src/emulator/host/http/tls.ts";

let made: Promise<Identity> | undefined;

/** A certificate for tests; the same for all of a file. */
export function identity(): Promise<Identity> {
  made ??= selfSigned([]);
  return made;
}
