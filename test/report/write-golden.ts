/** `npm run golden`: writes what the reports make of the sample suites, and docs/COLUMNS.md. Look at the difference before you commit it. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { columnsPage } from "../../src/report/markdown/columns-page.ts";
import { columnsFile, goldenFiles, goldenFolder } from "./golden-files.ts";

rmSync(goldenFolder, { recursive: true, force: true });
for (const [path, text] of goldenFiles()) {
  const file = fileURLToPath(new URL(path, goldenFolder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
writeFileSync(columnsFile, columnsPage());
