/** `npm run schema`: writes docs/history.schema.json from the table of fields. */
import { writeFileSync } from "node:fs";

import { schemaFile, schemaText } from "./schema-file.ts";

writeFileSync(schemaFile, schemaText());
