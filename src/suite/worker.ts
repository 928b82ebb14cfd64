/** What a worker thread starts with: it imports the rest once it can have it compiled, and before it is asked for anything. */
import { keepCompiled } from "../compile-cache.ts";

keepCompiled();
const { takeOrders } = await import("./take-orders.ts");
takeOrders();
