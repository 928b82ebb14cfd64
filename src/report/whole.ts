/** A figure without decimals; a dash where there is none. */
export function whole(value: number | undefined): string {
  return value === undefined ? "-" : String(Math.round(value));
}
