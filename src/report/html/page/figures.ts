/** Figures as a reader wants them: three digits that count, thousands apart, units with them. */
import { decimalExponent } from "../../../portable-math.ts";

/** `1,234`, `12.3`, `0.22`, and no zeros at the end; a dash for a figure that there is not. */
export function figure(value: number | undefined, digits = 3): string {
  if (value === undefined) return "–";
  if (value === 0) return "0";
  const size = decimalExponent(value);
  const text = value.toFixed(Math.max(0, Math.min(6, digits - 1 - size)));
  return grouped(text.includes(".") ? text.replace(/\.?0+$/, "") : text);
}

export function whole(value: number | undefined): string {
  return value === undefined ? "–" : grouped(String(Math.round(value)));
}

export function milliseconds(value: number | undefined): string {
  if (value === undefined) return "–";
  return value < 10_000 ? `${figure(value)} ms` : `${figure(value / 1000)} s`;
}

export function dollars(value: number | undefined): string {
  return value === undefined ? "–" : `$${value < 10 ? value.toFixed(2) : whole(value)}`;
}

/** `1 truck`, `3 trucks`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function grouped(text: string): string {
  const [before = "", after] = text.split(".");
  const digits = before.replace(/\B(?=(\d{3})+$)/g, ",");
  return after === undefined ? digits : `${digits}.${after}`;
}
