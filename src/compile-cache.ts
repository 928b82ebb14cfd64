/** Node keeps what it compiled of our modules (and of TypeScript, what it made of it) in the folder for temporary files, if it can. */
import module from "node:module";

/** For this thread, and for what is imported from now on. Whoever wants none sets NODE_DISABLE_COMPILE_CACHE=1. */
export function keepCompiled(): void {
  // From Node 22.1 on, which the first lines of the command do not know yet.
  module.enableCompileCache?.();
}
