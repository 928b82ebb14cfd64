/** One name made of two, so that no two pairs have the same whatever is in them. */
export function joinedName(first: string, second: string): string {
  return `${first.length} ${first}${second}`;
}
