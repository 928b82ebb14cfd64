import { resendsOnlyTheFailed, refusing } from "./stream.ts";

export default refusing("resends-only-the-failed", resendsOnlyTheFailed);
