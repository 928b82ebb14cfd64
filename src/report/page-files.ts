import type { SuiteResult } from "../result/suite-result.ts";
import type { RunFacts } from "./html/page/run-facts.ts";

/** What draws charts is loaded when a page is made, and not before. */
const pages: Readonly<
  Record<string, (suite: SuiteResult, facts: RunFacts | undefined) => Promise<string>>
> = {
  "report.html": async (suite, facts) => {
    const { reportHtml } = await import("./html/report-html.ts");
    return reportHtml(suite, facts);
  },
};

/**
 * The pages of a result, by name: made of the same result as the other files, and of what run.json says of where it was made, if that is
 * known. But for that they are the same bytes for the same scenarios and seeds in virtual time.
 */
export async function pageFiles(
  suite: SuiteResult,
  facts?: RunFacts,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, make] of Object.entries(pages)) files.set(name, await make(suite, facts));
  return files;
}
