/**
 * Files under simulated time: what code of the user's asks of them is done at once, by the synchronous function of the same name, and
 * takes no time. Two real requests would end in either order, and the same seed would not give the same run.
 *
 * Where it ends: file handles (`fs.promises.open`), and functions that were kept from before (`promisify(readFile)` at the top of a
 * module): the clock waits for those, but two at once may end in either order.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const names = [
  "access",
  "appendFile",
  "chmod",
  "copyFile",
  "cp",
  "link",
  "lstat",
  "mkdir",
  "mkdtemp",
  "readFile",
  "readdir",
  "readlink",
  "realpath",
  "rename",
  "rm",
  "rmdir",
  "stat",
  "symlink",
  "truncate",
  "unlink",
  "utimes",
  "writeFile",
] as const;

/** With callbacks only: what streams of files are made of. The last two give the buffer back beside the number of bytes. */
const ofDescriptors = ["open", "close", "fstat", "fsync", "read", "write"] as const;

type AnyFunction = (...args: unknown[]) => unknown;
type Functions = Record<string, AnyFunction>;

/** Until the returned function is called, for callers for whom `isInside` holds. */
export function filesAtOnce(isInside: () => boolean): () => void {
  const callbacks = fs as unknown as Functions;
  const promises = fs.promises as unknown as Functions;
  const undos: (() => void)[] = [];
  const replace = (
    where: Functions,
    name: string,
    make: (original: AnyFunction) => AnyFunction,
  ) => {
    const original = where[name]!;
    // Such as `realpath.native`, and what `promisify` makes of it.
    where[name] = Object.defineProperties(
      make(original),
      Object.getOwnPropertyDescriptors(original),
    );
    undos.push(() => {
      where[name] = original;
    });
  };
  for (const name of [...names, ...ofDescriptors]) {
    replace(callbacks, name, (original) => {
      const atOnce = callbacks[`${name}Sync`]!;
      return (...args) => {
        const callback = args.at(-1);
        if (!isInside() || typeof callback !== "function" || !isPlain(name, args)) {
          return original(...args);
        }
        process.nextTick(callback, ...outcomeOf(name, atOnce, args.slice(0, -1)));
        return undefined;
      };
    });
  }
  for (const name of names) {
    replace(promises, name, (original) => {
      const atOnce = callbacks[`${name}Sync`]!;
      return (...args) => {
        if (!isInside() || !isPlain(name, args)) return original(...args);
        return new Promise((resolve) => resolve(atOnce(...args)));
      };
    });
  }
  syncBuiltinESMExports();
  return () => {
    for (const undo of undos) undo();
    syncBuiltinESMExports();
  };
}

/** Whether the synchronous function takes these: no file handle, nothing that is still to come. */
function isPlain(name: string, [first, second]: readonly unknown[]): boolean {
  if (name === "read" || name === "write") {
    return ArrayBuffer.isView(second) || (name === "write" && typeof second === "string");
  }
  const isFile = typeof first !== "object" || first instanceof URL || ArrayBuffer.isView(first);
  if (name !== "writeFile" && name !== "appendFile") return isFile;
  return isFile && (typeof second === "string" || ArrayBuffer.isView(second));
}

/** What a callback is given. */
function outcomeOf(name: string, atOnce: AnyFunction, args: readonly unknown[]): unknown[] {
  try {
    const value = atOnce(...args);
    return name === "read" || name === "write" ? [null, value, args[1]] : [null, value];
  } catch (error) {
    return [error];
  }
}
