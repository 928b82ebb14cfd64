/** How a user starts Convoy where it runs: from the installed package or in the repository. */

/** Whether these are the sources themselves, which only the repository has; the package holds what was built of them. */
export const inRepository = import.meta.url.endsWith(".ts");

/** What to type for a command with its options: `npx convoy-bench verify x.jsonl`, `npm run convoy -- verify x.jsonl`. */
export function invocation(command: string): string {
  // Not `npx convoy`: that name on npm is somebody else's package.
  if (!inRepository) return `npx convoy-bench ${command}`;
  const [name, ...options] = command.split(" ");
  if (name === "bench") return ["npm run bench --", ...options].join(" ");
  return `npm run convoy -- ${command}`;
}

/** Help texts are written for the command `convoy`: what a user types in its place. */
export const programName = inRepository ? "npm run convoy --" : "npx convoy-bench";
