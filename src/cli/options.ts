import { InvalidArgumentError } from "commander";

/** Option parsers: commander prints their message with the option's name and exits with the usage code. */

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} up.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return value;
}

/** For options that may be given several times. */
export function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text];
}

/** A name, or an address, by which callers may ask for the server; `.example.test` stands for every name below it. */
export function hostName(text: string, earlier: readonly string[]): readonly string[] {
  if (!/^(\.?[\w-]+(\.[\w-]+)*|\[[\da-f:.]+\])$/i.test(text)) {
    throw new InvalidArgumentError("It must be a host name, without a port.");
  }
  return [...earlier, text];
}

/** One origin as browsers name it. `null` and `*` would let every page in. */
export function origin(text: string, earlier: readonly string[]): readonly string[] {
  if (!/^[a-z][\w+.-]*:\/\/[^\s/?#@*]+$/i.test(text)) {
    throw new InvalidArgumentError("It must be an origin, such as http://localhost:3000.");
  }
  return [...earlier, text];
}

export function portNumber(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError("It must be at most 65535.");
  return value;
}

export function accountId(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError("It must have 12 digits.");
  return text;
}

export const benchmarkJsonOption = [
  "--benchmark-json",
  "also write the two files that github-action-benchmark takes: benchmark-smaller-is-better.json, benchmark-bigger-is-better.json",
] as const;
