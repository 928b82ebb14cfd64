/** Designs that are variants of one: `kinesis-5-shards`, `kinesis-5-shards-fan-out`. */
export interface Family {
  /** The name of the first, with which the others begin. */
  readonly base: string;
  /** What the others add to it, each with its hyphen; of the first, nothing. */
  readonly variants: readonly string[];
}

/** Neighbours whose names begin with the name of the first of them. */
export function familiesOf(names: readonly string[]): readonly Family[] {
  const families: { base: string; variants: string[] }[] = [];
  for (const name of names) {
    const family = families.at(-1);
    if (family !== undefined && name.startsWith(`${family.base}-`)) {
      family.variants.push(name.slice(family.base.length));
    } else families.push({ base: name, variants: [""] });
  }
  return families;
}

/** So many variants of a family are told one by one; more of them, if they are all, together. */
const mostTold = 2;

/** Names in a sentence, each family's once: `kinesis-5-shards, -fan-out`, or `all kinesis-5-shards`. */
export function listed(names: readonly string[], all: readonly string[]): string {
  const texts: string[] = [];
  for (const { base, variants } of familiesOf(all)) {
    const wanted = variants.filter((variant) => names.includes(`${base}${variant}`));
    if (wanted.length === variants.length && wanted.length > mostTold) {
      texts.push(`all ${base}`);
      continue;
    }
    for (const [index, variant] of wanted.entries()) {
      texts.push(index === 0 ? `${base}${variant}` : variant === "" ? base : variant);
    }
  }
  return texts.join(", ");
}
