/** `npm run soak -- --minutes N`: see soak-run.ts. Ends with 1 if anything was lost, out of order or never freed. */
import { parseArgs } from "node:util";

import { soak } from "./soak-run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    "round-seconds": { type: "string", default: "30" },
  },
});
const { rounds, delivered, problems } = await soak({
  seconds: Number(values.minutes) * 60,
  roundSeconds: Number(values["round-seconds"]),
  log: (line) => console.log(line),
});
for (const problem of problems) console.error(problem);
console.log(
  `${rounds} rounds, ${delivered} Kinesis records: ${problems.length === 0 ? "nothing lost, nothing out of order, no memory held beyond what is retained" : "see above"}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
