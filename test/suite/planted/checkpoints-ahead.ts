import { checkpointsAhead, dying } from "./stream.ts";

export default dying("checkpoints-ahead", checkpointsAhead());
