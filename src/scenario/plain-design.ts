import type { ResolvedDesign } from "./resolved.ts";

/** A design as far as numbers are read from it: with custom code in it or only the name of that. */
export type PlainDesign = WithoutCode<ResolvedDesign>;

type WithoutCode<Value> = Value extends (...args: never[]) => unknown
  ? unknown
  : { readonly [Name in keyof Value]: WithoutCode<Value[Name]> };
