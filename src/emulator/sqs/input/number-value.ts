const written = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;

/**
 * Whether a text is a number that an attribute of type Number can have: "up to 38 digits of precision, and it can be between 10^-128
 * and 10^+126"; zeroes before and after do not count as digits (SDG/sqs-message-metadata).
 */
export function isNumberValue(text: string): boolean {
  const [, whole = "", fraction = "", exponent = "0"] = written.exec(text) ?? [];
  if (whole === "" && fraction === "") return false;
  const leading = `${whole}${fraction}`.search(/[1-9]/);
  if (leading < 0) return true;
  const digits = withoutZeroesAfter(`${whole}${fraction}`.slice(leading));
  if (digits.length > 38) return false;
  const power = whole.length - 1 - leading + Number(exponent);
  return power >= -128 && (power < 126 || (power === 126 && digits === "1"));
}

/** Step by step: a pattern would begin anew at every zero. */
function withoutZeroesAfter(digits: string): string {
  let end = digits.length;
  while (digits.charAt(end - 1) === "0") end -= 1;
  return digits.slice(0, end);
}
