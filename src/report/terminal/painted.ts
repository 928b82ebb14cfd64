import { styleText } from "node:util";

type Colour = "red" | "green" | "yellow";

interface Stream {
  readonly isTTY?: boolean;
  readonly hasColors?: () => boolean;
}

/** A text in a colour, where the stream shows any. Node looks for itself only from 22.13 on. */
export function painted(colour: Colour, text: string, stream: Stream = process.stdout): string {
  return showsColours(stream) ? styleText(colour, text, { validateStream: false }) : text;
}

/** A terminal does, unless it cannot or somebody said NO_COLOR; anything else where FORCE_COLOR asks for it. */
export function showsColours({ isTTY = false, hasColors }: Stream): boolean {
  const { NO_COLOR: no = "", FORCE_COLOR: forced = "0" } = process.env;
  if (no !== "") return false;
  if (!isTTY) return forced !== "0" && forced !== "false";
  return hasColors === undefined || hasColors();
}
