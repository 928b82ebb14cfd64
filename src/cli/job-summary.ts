import { appendFileSync } from "node:fs";

/**
 * Appends Markdown to the summary of the job that this runs in: GitHub Actions names a file for it. That it cannot be written is said,
 * and changes nothing else.
 */
export function appendToJobSummary(markdown: () => string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  try {
    appendFileSync(file, `${markdown()}\n`);
  } catch (error) {
    console.error(`convoy: GITHUB_STEP_SUMMARY: cannot be written: ${(error as Error).message}`);
  }
}
