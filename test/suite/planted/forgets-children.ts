import { forgetsChildren, splitting } from "./stream.ts";

export default splitting("forgets-children", forgetsChildren());
