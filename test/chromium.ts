/** A real browser for tests: Debian's Chromium, or the one that CONVOY_CHROMIUM names. */
import { accessSync, constants } from "node:fs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where it is; undefined, and said on stderr for whom, where there is none. */
export function chromiumFor(tests: string): string | undefined {
  const found = [process.env["CONVOY_CHROMIUM"] ?? "", ...places].find(isExecutable);
  if (found === undefined) {
    console.warn(`skipped: ${tests}: there is no Chromium; CONVOY_CHROMIUM names one`);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What Debian's Chromium needs as root, and what keeps it from calling home. */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
