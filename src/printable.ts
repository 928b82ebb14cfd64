/** What steers a terminal, breaks a line or turns the direction of writing: none of it belongs in a line of output. */
const unprintable =
  // oxlint-disable-next-line no-control-regex -- they are what this is about
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text from outside, such as a truck's name or a line of a file, as a terminal may show it: what would steer the terminal is spelled out. */
export function printable(text: string): string {
  return text.replaceAll(
    unprintable,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
