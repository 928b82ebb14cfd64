import { goesOn, failing } from "./queue.ts";

export default failing("goes-on", goesOn);
