/** HTML as values: whatever is put into a template is escaped, unless it is HTML itself. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | undefined | false | readonly Part[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    unindented(strings)
      .map((text, index) => text + textOf(parts[index]))
      .join(""),
  );
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A template without the indentation that it has in its source. */
function unindented(strings: TemplateStringsArray): readonly string[] {
  const done = known.get(strings) ?? strings.map((text) => text.replaceAll(/\n\s+/g, "\n"));
  known.set(strings, done);
  return done;
}

/** Text as it stands in HTML, in attributes too. What no document may hold (control characters) is replaced. */
export function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are the ones that are meant
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g, "\uFFFD")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;")
  );
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(textOf).join("");
  return escaped(String(part));
}
