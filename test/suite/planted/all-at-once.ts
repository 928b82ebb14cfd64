import { allAtOnce, halting } from "./queue.ts";

export default halting("all-at-once", allAtOnce);
