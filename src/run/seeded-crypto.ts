/**
 * Random bytes that code of the user's draws from node:crypto under simulated time: seeded like `Math.random`, from which they are made, so
 * that an id of a message, or a wait, is the same for the same seed. Functions that were kept from before draw real ones.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Until the returned function is called, for callers for whom `isInside` holds. */
export function seedCrypto(isInside: () => boolean): () => void {
  const undos: (() => void)[] = [];
  const replace = (where: object, name: string, seeded: (...args: unknown[]) => unknown): void => {
    const functions = where as Record<string, AnyFunction>;
    const original = functions[name]!;
    functions[name] = function (...args) {
      // With a callback it is work for another thread.
      const isSeeded = isInside() && typeof args.at(-1) !== "function";
      return isSeeded ? seeded(...args) : original.apply(this, args);
    };
    undos.push(() => {
      functions[name] = original;
    });
  };
  const web = Object.getPrototypeOf(crypto.webcrypto) as object;
  replace(web, "randomUUID", uuid);
  replace(web, "getRandomValues", (view) => filled(view as NodeJS.TypedArray));
  replace(crypto, "randomUUID", uuid);
  replace(crypto, "randomBytes", (size) => filled(Buffer.alloc(size as number)));
  replace(crypto, "randomFillSync", (view, offset = 0, size) =>
    filled(view as NodeJS.TypedArray, offset as number, size as number | undefined),
  );
  replace(crypto, "randomInt", (first, second) => {
    const [from, to] = second === undefined ? [0, first] : [first, second];
    return (from as number) + Math.floor(Math.random() * ((to as number) - (from as number)));
  });
  syncBuiltinESMExports();
  return () => {
    for (const undo of undos) undo();
    syncBuiltinESMExports();
  };
}

/** From an element on, so many. */
function filled<T extends NodeJS.ArrayBufferView>(view: T, offset = 0, size?: number): T {
  const width = "BYTES_PER_ELEMENT" in view ? (view.BYTES_PER_ELEMENT as number) : 1;
  const { buffer, byteOffset, byteLength } = view;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const from = offset * width;
  const to = size === undefined ? byteLength : from + size * width;
  for (let at = from; at < to; at += 1) bytes[at] = Math.floor(Math.random() * 256);
  return view;
}

/** Version 4. */
function uuid(): string {
  const bytes = filled(Buffer.alloc(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
