/** The README in parts: what is generated, its code by language, and the rest. */
import { readFileSync } from "node:fs";

export const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** What `npm run baseline` writes: readme.test.ts compares it with the results. */
const generated = /<!-- (comparison|zigzag) -->\n.*?<!-- \/\1 -->/gs;

/** Blocks of code in this language, in their order. */
export function blocksOf(language: "ts" | "sh"): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(
    ([, code = ""]) => code,
  );
}

/** `{ kind: … }` within the text: faults as a scenario has them. */
export function inlineFaults(): readonly string[] {
  return [...readme.matchAll(/`(\{ kind: [^`]+ \})`/g)].map(([, code = ""]) => code);
}

/** `--set …` within the text. */
export function inlineSettings(): readonly string[] {
  return [...readme.matchAll(/`--set ([^`]+)`/g)].map(([, setting = ""]) => setting);
}

/** A command of Convoy that the README shows, without its comment. */
interface ShownCommand {
  /** As it stands there. */
  readonly text: string;
  /** The command's name and what follows it. */
  readonly args: readonly string[];
}

/** Of the blocks of commands, and of the text. */
export function shownCommands(scripts: Readonly<Record<string, string>>): readonly ShownCommand[] {
  const lines = blocksOf("sh").flatMap((block) => block.trimEnd().split("\n"));
  const inline = [...readme.matchAll(/`(np[mx] [^`]+)`/g)].map(([, code = ""]) => code);
  const texts = [...lines.map((line) => line.replace(/ +#.*$/, "")), ...inline]
    .flatMap((text) => text.split(" && "))
    .filter((text) => !/--help|<command>/.test(text));
  return [...new Set(texts)].flatMap((text) => {
    const args = argsOf(text, scripts);
    return args === undefined || args.length === 0 ? [] : [{ text, args }];
  });
}

/** Undefined: of another program. */
function argsOf(
  text: string,
  scripts: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const words = [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  if (words[0] === "npx" && words[1] === "convoy-bench") return words.slice(2);
  if (words[0] !== "npm" || words[1] !== "run") return undefined;
  const [script = "", ...rest] = words.slice(2).filter((word) => word !== "-s");
  const [, ofScript] = /^node src\/cli\/main\.ts ?(.*)$/.exec(scripts[script] ?? "") ?? [];
  if (ofScript === undefined) return undefined;
  return [...(ofScript === "" ? [] : [ofScript]), ...rest.filter((word) => word !== "--")];
}

/** The README without what is generated. */
export const written = readme.replaceAll(generated, "");
