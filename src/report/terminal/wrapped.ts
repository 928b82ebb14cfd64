/** A text on lines of at most this many characters, broken at blanks; all but the first are indented. Blanks before the text stay. */
export function wrappedText(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  const [first = ""] = /^ */.exec(text) ?? [];
  let [line, isEmpty] = [first, true];
  for (const word of text.trimStart().split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = isEmpty ? line + word : `${line} ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
