import { z } from "zod";

/** Code of the user's own; what it takes and gives, the compiler sees to. */
export const functionSchema = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === "function",
  "must be a function",
);
