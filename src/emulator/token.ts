/** Opaque texts that callers hand back: iterators, receipt handles, page tokens. A mangled one is recognised; none is a secret. */
export function encodeToken(parts: readonly (string | number)[]): string {
  const text = parts.join("/");
  return Buffer.from(`${text}/${checksum(text)}`, "utf8").toString("base64");
}

/** The parts again; undefined if the text was not made by `encodeToken`. No part may contain a slash. */
export function decodeToken(token: string): readonly string[] | undefined {
  const text = Buffer.from(token, "base64").toString("utf8");
  const end = text.lastIndexOf("/");
  const body = text.slice(0, end);
  return end > 0 && text.slice(end + 1) === checksum(body) ? body.split("/") : undefined;
}

/** The whole number that a part stands for, if it stands for one: whoever knows the form can make a token of anything. */
export function numberIn(part: string | undefined): number | undefined {
  const number = part !== undefined && /^\d{1,16}$/.test(part) ? Number(part) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

function checksum(text: string): string {
  let sum = 7;
  for (let index = 0; index < text.length; index += 1) {
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) | 0;
  }
  return (sum >>> 0).toString(36);
}
