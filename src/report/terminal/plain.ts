// oxlint-disable-next-line no-control-regex -- they are what this is about
const controls = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g;

/** Text from outside, such as a truck's name, as a terminal may show it: what would steer the terminal is spelled out. */
export function plain(text: string): string {
  return text.replaceAll(
    controls,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
