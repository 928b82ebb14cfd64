/** A sum, in cents; one below a dollar to a hundredth of a cent. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
