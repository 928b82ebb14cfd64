import module from "node:module";
import { pathToFileURL } from "node:url";

import { InputError } from "../errors.ts";

/** Node has it from 22.15 on; before, a file is what its package.json says. */
const { registerHooks }: Partial<typeof module> = module;
type Load = NonNullable<Parameters<typeof module.registerHooks>[0]["load"]>;

/**
 * The default export of a scenario file. It is a module whatever the package.json around it says of its other files: `npm init`
 * writes `"type": "commonjs"`.
 */
export async function importScenario(file: string): Promise<unknown> {
  const url = pathToFileURL(file).href;
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
    const isTypeScript = /\.m?ts$/.test(url) && !url.includes("/node_modules/");
    if (isTypeScript) return nextLoad(url, { ...context, format: "module-typescript" });
    if (url === scenario) return nextLoad(url, { ...context, format: "module" });
    return nextLoad(url, context);
  };
}

function withoutTypeScript(file: string, error: unknown): InputError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ERR_UNKNOWN_FILE_EXTENSION" || !file.endsWith("ts")) return undefined;
  return new InputError(
    `this Node, ${process.versions.node}, does not run TypeScript: use Node 22.15 or newer, or write the scenario as .js or .json`,
    { cause: error },
  );
}
