/**
 * Positions in a lane's log.
 *
 * A position written in decimal digits alone can be compared: the greater number was logged later. Sequence numbers have up to
 * 129 digits, so they are compared as text (by length, then digit by digit) and never become numbers.
 * Any other text (a message id) names an entry and says nothing about its place.
 */
export function isDecimal(position: string): boolean {
  return digitsAlone.test(position);
}

const digitsAlone = /^[0-9]+$/;

/** Whether decimal position `left` lies after `right` in the log. */
export function isAfter(left: string, right: string): boolean {
  if (left.length === right.length) return left > right;
  const a = withoutLeadingZeros(left);
  const b = withoutLeadingZeros(right);
  return a.length === b.length ? a > b : a.length > b.length;
}

function withoutLeadingZeros(digits: string): string {
  let zeros = 0;
  while (zeros < digits.length - 1 && digits.charCodeAt(zeros) === 48) zeros += 1;
  return zeros === 0 ? digits : digits.slice(zeros);
}
