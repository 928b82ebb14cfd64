/** `npm run assumptions`: writes docs/ASSUMPTIONS.md. */
import { writeFileSync } from "node:fs";

import { assumptionsPage } from "./assumptions-page.ts";
import { modelledWith } from "./modelled.ts";

const page = assumptionsPage({
  "published-2022": await modelledWith("published-2022"),
  "documented-only": await modelledWith("documented-only"),
});
writeFileSync(new URL("../../../docs/ASSUMPTIONS.md", import.meta.url), page);
