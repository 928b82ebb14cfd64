import { z } from "zod";

const text = z.string();
const texts = z.array(text);

/** What `sensitivity` of a result.json must be. */
export const sensitivities = z.array(
  z.looseObject({
    comparison: text,
    variations: z.array(z.looseObject({ assumption: text, label: text, runs: texts })),
    statements: z.array(
      z.looseObject({
        says: text,
        changes: z.array(z.looseObject({ assumption: text, label: text, instead: text })),
      }),
    ),
    untried: z.array(z.looseObject({ assumption: text, why: text })),
  }),
);
