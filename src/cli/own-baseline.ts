import { fileURLToPath } from "node:url";

import { inRepository } from "../invocation.ts";

/** The results that come with convoy: of the whole suite, with seed 1. */
export const ownBaseline = fileURLToPath(
  new URL(inRepository ? "../../results/baseline/" : "../../../results/baseline/", import.meta.url),
);
