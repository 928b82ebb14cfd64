/**
 * The command in a few files, made of the sources when the first test of a run starts it: to load its modules one by one is half of what
 * a short command takes, and hundreds are started. CONVOY_TESTS_UNBUNDLED=1 starts the sources themselves; so do the tests of the start,
 * and those of the package start what is published.
 */
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const source = "src/cli/main.ts";

let made: Promise<string> | undefined;

/** The file to start. */
export function command(): Promise<string> {
  return (made ??= process.env["CONVOY_TESTS_UNBUNDLED"] === undefined ? bundled() : asItIs());
}

async function asItIs(): Promise<string> {
  return source;
}

/** Files share the folder for temporary files of a run: the first makes it, the others wait. */
async function bundled(): Promise<string> {
  const folder = join(tmpdir(), "command");
  const ready = join(folder, "ready");
  try {
    mkdirSync(folder);
  } catch {
    while (!existsSync(ready)) {
      if (!existsSync(folder)) return bundled();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return join(folder, "main.js");
  }
  try {
    await bundle(folder);
  } catch (error) {
    // Who waits is to hear why, too.
    rmSync(folder, { recursive: true });
    throw error;
  }
  writeFileSync(ready, "");
  return join(folder, "main.js");
}

async function bundle(folder: string): Promise<void> {
  const { rolldown } = await import("rolldown");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  // Node is not to find out for every file, every time, what kind of module it is.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const made = await rolldown({
    cwd: root,
    input: { main: source, worker: "src/suite/worker.ts" },
    platform: "node",
    transform: { target: "esnext" },
    // The SDK is what code under test has, too; and what is there only where somebody has it is looked for where it is.
    external: /^(node:|@aws-sdk|@smithy|@testcontainers|testcontainers|selfsigned|vitest)/,
    // A library has a direct `eval`.
    checks: { eval: false },
    plugins: [{ name: "where-it-was", transform: whereItWas }],
  });
  await made.write({ dir: folder, format: "esm", entryFileNames: "[name].js" });
  await made.close();
}

/** Other files are where they are seen from the sources; only the thread of a run is among these. What `init` writes is text. */
function whereItWas(code: string, id: string): string | undefined {
  if (!id.startsWith(join(root, "src")) || /suite\/pool\.ts$|cli\/init-files\.ts$/.test(id)) return;
  if (!code.includes("import.meta.url")) return;
  return code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href));
}
