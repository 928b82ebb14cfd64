import { allAtOnce, fleetWith } from "./own-code.ts";

export default {
  ...fleetWith(allAtOnce),
  name: "all-at-once",
  summary: "A consumer that works on everything it receives at once.",
  expect: { verdict: "valid" },
};
