import { TargetError } from "../errors.ts";
import { inRepository } from "../invocation.ts";

/** What `--target localstack` needs, and nothing else does: more than all the rest together, so that it is installed by who uses it. */
export const containerPackages = ["testcontainers", "@testcontainers/localstack"];

/** Loads a module that imports optional packages. Throws TargetError with the command that installs them when one is missing. */
export async function loadWith<Module>(
  packages: readonly string[],
  wanted: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = packages.some((name) => message.startsWith(`Cannot find package '${name}'`));
    if (code !== "ERR_MODULE_NOT_FOUND" || !missing) throw error;
    // In one folder with Convoy: npx runs a copy of its own, without them, where Convoy is not installed.
    const all = inRepository ? packages : ["convoy-bench", ...packages];
    throw new TargetError(
      `${wanted} needs packages that are not installed. Install them: npm install --save-dev ${all.join(" ")}`,
      { cause: error },
    );
  }
}
