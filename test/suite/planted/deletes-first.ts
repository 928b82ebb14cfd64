import { deletesFirst, dying } from "./queue.ts";

export default dying("deletes-first", deletesFirst);
