/** Where npm packages lie and which versions they have, in the repository and in an installed package alike. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface InstalledPackage {
  readonly folder: string;
  readonly version: string;
  readonly bin?: string | Readonly<Record<string, string>>;
}

/** The package as Node finds it from this file; undefined when it is not installed. */
export function installedPackage(name: string): InstalledPackage | undefined {
  const file = packageFile(name);
  if (file === undefined) return undefined;
  const value = JSON.parse(readFileSync(file, "utf8")) as Omit<InstalledPackage, "folder">;
  return { ...value, folder: dirname(file) };
}

/** Of the installed package, or of this one by its name, convoy-bench; `unknown` when there is none. */
export function packageVersion(name: string): string {
  return installedPackage(name)?.version ?? "unknown";
}

function packageFile(name: string): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  try {
    return resolve(`${name}/package.json`);
  } catch {
    // Not installed, or its package.json is not exported: then it lies where Node looks for the package.
    return (resolve.paths(name) ?? [])
      .map((folder) => join(folder, name, "package.json"))
      .find(existsSync);
  }
}
