import module, { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { InputError } from "../errors.ts";

/** The first Node that runs a scenario written in TypeScript, whatever the package.json around it says. */
export const oldestForTypeScript = "22.15";

/** Node has it from then on; before, a file is what its package.json says. */
const { registerHooks }: Partial<typeof module> = module;
type Hooks = Parameters<typeof module.registerHooks>[0];
type Load = NonNullable<Hooks["load"]>;
type Resolve = NonNullable<Hooks["resolve"]>;

const ownSources = new URL("../", import.meta.url).href;

let edition = 0;

/**
 * From now on the scenario files of this thread, and what they import that is not installed, are loaded anew, so that a run finds the
 * variables of the user's modules as the first one did. False where Node cannot (before 22.15).
 */
export function loadAnew(): boolean {
  if (registerHooks === undefined) return false;
  edition += 1;
  const { cache } = createRequire(import.meta.url);
  for (const file of Object.keys(cache)) if (isUsers(pathToFileURL(file).href)) delete cache[file];
  if (edition === 1) registerHooks({ resolve: withEdition });
  return true;
}

/** What a module of this edition imports is of this edition, later imports of a running function among it. */
const withEdition: Resolve = (specifier, context, nextResolve) => {
  const resolved = nextResolve(specifier, context);
  const asked = /\?edition=\d+$/.exec(context.parentURL ?? "")?.[0];
  if (asked === undefined || !isUsers(resolved.url) || resolved.url.includes("?")) return resolved;
  return { ...resolved, url: resolved.url + asked };
};

/** Neither installed nor of Convoy itself. */
function isUsers(url: string): boolean {
  return url.startsWith("file:") && !url.includes("/node_modules/") && !url.startsWith(ownSources);
}

/**
 * The default export of a scenario file. It is a module whatever the package.json around it says of its other files: `npm init`
 * writes `"type": "commonjs"`.
 */
export async function importScenario(file: string): Promise<unknown> {
  const url = pathToFileURL(file).href + (edition === 0 ? "" : `?edition=${edition}`);
  const hooks = registerHooks?.({ load: asModule(url) });
  try {
    const loaded: unknown = await import(url);
    return (loaded as { default?: unknown }).default;
  } catch (error) {
    throw withoutTypeScript(file, error) ?? error;
  } finally {
    hooks?.deregister();
  }
}

/** Loads the file, and what it imports of TypeScript that is not installed, as modules. */
function asModule(scenario: string): Load {
  return (url, context, nextLoad) => {
    const isTypeScript = /\.m?ts(?:\?|$)/.test(url) && !url.includes("/node_modules/");
    if (isTypeScript) return nextLoad(url, { ...context, format: "module-typescript" });
    if (url === scenario) return nextLoad(url, { ...context, format: "module" });
    return nextLoad(url, context);
  };
}

function withoutTypeScript(file: string, error: unknown): InputError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ERR_UNKNOWN_FILE_EXTENSION" || !file.endsWith("ts")) return undefined;
  return new InputError(
    `this Node, ${process.versions.node}, does not run TypeScript: use Node ${oldestForTypeScript} or newer, or write the scenario as .js or .json`,
    { cause: error },
  );
}
