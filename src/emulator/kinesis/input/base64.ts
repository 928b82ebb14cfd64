import { serializationError } from "../../service-error.ts";

/** An end whose unused bits are zero. */
const canonicalEnd = /[AQgw]==$|[AEIMQUYcgkosw048]=$/;
/** What the alphabet of base64 does not have, or padding before the end. */
const notBase64 = /[^A-Za-z0-9+/=]|=(?=[^=])/;

/** Whether a text is the one and only base64 of so many bytes. */
export function isBase64(text: string, bytes: number): boolean {
  try {
    // Several times as fast as a pattern. It passes over white space, and then gives less.
    if (atob(text).length !== bytes) return false;
  } catch {
    return false;
  }
  return bytes % 3 === 0 || canonicalEnd.test(text.slice(-4));
}

/** What is said of a text that is none. */
export function wrongBase64(text: string): Error {
  const start = `'${text}' can not be converted to a Blob:`;
  if (text.length % 4 !== 0) {
    return serializationError(
      `${start} Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`,
    );
  }
  const wrong = notBase64.exec(text);
  if (wrong !== null) {
    return serializationError(`${start} Invalid Base64 character: '${wrong[0]}'`);
  }
  // The spelling is the service's.
  return serializationError(`${start} Invalid last non-pad Base64 character dectected`);
}
