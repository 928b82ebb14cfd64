/** `npm run conformance`: writes docs/CONFORMANCE.md. */
import { mkdirSync, writeFileSync } from "node:fs";

import { describeNpmEmulator, npmEmulatorNames } from "../targets/npm-emulators.ts";
import { conformancePage } from "./page.ts";

const folder = new URL("../../docs/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("CONFORMANCE.md", folder),
  conformancePage(npmEmulatorNames.map(describeNpmEmulator)),
);
