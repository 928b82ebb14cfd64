/** User and password in URLs: requests are signed, so nobody needs them, and nobody may see them. */

/** Whatever stands before the last @ of a URL's authority, in any text. A parser takes http:user@host for one too. */
const userInfo = /([a-z][a-z0-9+.-]*:\/\/|https?:[\\/]*)[^\\/?#\s]*@/gi;

export function redacted(text: string): string {
  return text.replace(userInfo, "$1");
}

export function hasUserInfo(text: string): boolean {
  return redacted(text) !== text;
}
