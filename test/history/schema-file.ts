import { historySchema } from "../../src/history/schema.ts";

export const schemaFile = new URL("../../docs/history.schema.json", import.meta.url);

export function schemaText(): string {
  return `${JSON.stringify(historySchema(), undefined, 2)}\n`;
}
