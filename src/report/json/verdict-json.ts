import type { Verdict } from "../../result/run-result.ts";

/** Pieces of evidence, or trucks, in one piece of text. */
const manyAtOnce = 500;

/** A verdict as JSON text, piece by piece: of a history with many trucks and much evidence the whole would be too long for one string. */
export function* verdictJson(verdict: Verdict): Generator<string> {
  const { countsByKey, evidence, ...rest } = verdict;
  yield `{\n${Object.entries(rest)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${indented(value, "  ")}`)
    .join(",\n")},\n  "countsByKey": {`;
  yield* pieces(
    countsByKey,
    ([key, counts]) => `${JSON.stringify(key)}: ${indented(counts, "    ")}`,
  );
  yield `},\n  "evidence": [`;
  yield* pieces(evidence, (anomaly) => indented(anomaly, "    "));
  yield "]\n}\n";
}

function* pieces<T>(items: Iterable<T>, textOf: (item: T) => string): Generator<string> {
  let texts: string[] = [];
  let isFirst = true;
  for (const item of items) {
    texts.push(`${isFirst ? "" : ","}\n    ${textOf(item)}`);
    isFirst = false;
    if (texts.length < manyAtOnce) continue;
    yield texts.join("");
    texts = [];
  }
  if (!isFirst) texts.push("\n  ");
  yield texts.join("");
}

function indented(value: unknown, by: string): string {
  return JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${by}`);
}
