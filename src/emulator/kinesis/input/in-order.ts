/**
 * Whether a text has all of these, each after the end of the one before, in one line: what a pattern says that joins them with `.*`, but
 * found in one pass. Such a pattern tries every way to place them before it says no. Each is a pattern with the flag `y` or `g`.
 */
export function inOrder(...parts: readonly RegExp[]): (text: string) => boolean {
  return (text) => {
    let at = 0;
    for (const part of parts) {
      part.lastIndex = at;
      if (!part.test(text)) return false;
      at = part.lastIndex;
    }
    return !/[\n\r\u2028\u2029]/.test(text);
  };
}
