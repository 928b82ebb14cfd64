import type { QueryField, QueryFields } from "./query-fields.ts";

/** The members of an output as XML elements, in the order of the table; members it does not name stay out. */
export function writeFields(
  fields: QueryFields,
  output: Readonly<Record<string, unknown>>,
): string {
  return Object.entries(fields)
    .map(([name, field]) => writeField(field, name, output[name]))
    .join("");
}

function writeField(field: QueryField, name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  switch (field.type) {
    case "list":
      return (value as readonly unknown[])
        .map((item) => writeField(field.of, field.item, item))
        .join("");
    case "map":
      return Object.entries(value)
        .map(([key, item]) => {
          const inner = element(field.key, escapeXml(key)) + writeField(field.of, "Value", item);
          return element(field.item, inner);
        })
        .join("");
    case "structure":
      return element(name, writeFields(field.fields, value as Readonly<Record<string, unknown>>));
    case "string":
    case "integer":
    case "boolean":
      return element(name, escapeXml(String(value as string | number | boolean)));
  }
}

/** An element with this content, which is XML already. */
export function element(name: string, content: string): string {
  return content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // Bare, a parser would read it as a line feed.
  "\r": "&#13;",
};

/** Text as XML; characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD")
      .replaceAll(/[&<>"'\r]/g, (character) => entities[character] ?? character)
  );
}
