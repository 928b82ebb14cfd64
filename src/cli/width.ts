/** Characters in a line of standard output: the terminal's, or 80 where it is none; no limit with `--all`. */
export function outputWidth(all: boolean | undefined): { readonly columns?: number } {
  if (all === true) return {};
  // A terminal that says it has no columns does not know.
  return { columns: process.stdout.columns || 80 };
}

export const allOption = ["--all", "show every column, however wide the terminal is"] as const;
