/**
 * The SDK copies a client's configuration four times for each request. It has put that object together field by field, which makes it
 * a hash table for V8, and such a copy of fifty fields takes ten times as long as one of an object with a known layout: a tenth of what
 * a request costs.
 */

/** Reads that V8 takes to see that an object is a prototype, and to lay it out for quick access. */
const enoughReads = 20;

/** Has V8 lay the object out anew, as it does with prototypes that are read through. Nothing in it changes. */
export function layOut(config: object): void {
  const heir = Object.create(config) as Record<string, unknown>;
  for (let read = 0; read < enoughReads; read += 1) void heir["layOut"];
}
