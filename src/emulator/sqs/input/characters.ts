/** The characters that XML can carry (Q-SDK SendMessage). */
export const allowedCharacters =
  "the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

/** The first character of a text that is not among them, as `#x1`. */
export function illegalCharacter(text: string): string | undefined {
  // Two native searches of the whole text first: nearly every text is legal.
  // oxlint-disable-next-line no-control-regex
  if (text.isWellFormed() && !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)) {
    return undefined;
  }
  const found = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.exec(text);
  return `#x${found?.[0].codePointAt(0)?.toString(16).toUpperCase()}`;
}
