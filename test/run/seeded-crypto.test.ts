import crypto from "node:crypto";
import * as named from "node:crypto";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { seedCrypto } from "../../src/run/seeded-crypto.ts";

let isInside = true;
let undo = (): void => {};
const original = { ...crypto };
const web = Object.getPrototypeOf(crypto.webcrypto) as object;
const originalWeb = Object.getOwnPropertyDescriptors(web);

/** What a `Math.random` gives that always says a half. */
const half = (count: number) => Array.from({ length: count }, () => 128);

beforeEach(() => {
  isInside = true;
  undo = seedCrypto(() => isInside);
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});

afterEach(() => {
  undo();
  vi.restoreAllMocks();
});

describe("code under test draws from Math.random", () => {
  it("ids, of version 4", () => {
    const id = "80808080-8080-4080-8080-808080808080";
    expect([crypto.randomUUID(), crypto.webcrypto.randomUUID()]).toEqual([id, id]);
    vi.mocked(Math.random).mockReturnValue(0.999);
    expect(crypto.randomUUID()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(named.randomUUID()).toBe(crypto.randomUUID());
  });

  it("bytes", () => {
    expect([...crypto.randomBytes(5)]).toEqual(half(5));
    const view = new Uint16Array(2);
    expect(crypto.webcrypto.getRandomValues(view)).toBe(view);
    expect([...view]).toEqual([0x8080, 0x8080]);
  });

  it("a part of a view: so many elements, from one on", () => {
    expect([...crypto.randomFillSync(new Uint8Array(4), 1, 2)]).toEqual([0, 128, 128, 0]);
    expect([...crypto.randomFillSync(new Uint16Array(4), 1, 2)]).toEqual([0, 0x8080, 0x8080, 0]);
    expect([...crypto.randomFillSync(new Uint16Array(3), 2)]).toEqual([0, 0, 0x8080]);
    const data = new DataView(new ArrayBuffer(3));
    crypto.randomFillSync(data, 1, 1);
    expect([0, 1, 2].map((at) => data.getUint8(at))).toEqual([0, 128, 0]);
  });

  it("the bytes of a view only, not of what is around it", () => {
    const whole = new Uint8Array(4);
    crypto.randomFillSync(whole.subarray(1, 3));
    expect([...whole]).toEqual([0, 128, 128, 0]);
  });

  it("numbers, from 0 or from the first on", () => {
    expect([crypto.randomInt(10), crypto.randomInt(10, 30)]).toEqual([5, 20]);
    vi.mocked(Math.random).mockReturnValue(0);
    expect([crypto.randomInt(10), crypto.randomInt(10, 30)]).toEqual([0, 10]);
  });
});

describe("it is real", () => {
  const isReal = (bytes: Uint8Array): boolean => bytes.some((byte) => byte !== 128);

  it("with a callback, which is another thread's", async () => {
    expect(isReal(await promisify(crypto.randomBytes)(32))).toBe(true);
  });

  it("for anybody else", () => {
    isInside = false;
    expect(isReal(crypto.randomBytes(32))).toBe(true);
    expect(isReal(crypto.webcrypto.getRandomValues(new Uint8Array(32)))).toBe(true);
  });

  it("when it is over, under each of its names", () => {
    undo();
    expect(isReal(named.randomBytes(32))).toBe(true);
    for (const name of ["randomUUID", "randomBytes", "randomFillSync", "randomInt"] as const) {
      expect(crypto[name]).toBe(original[name]);
      expect(named[name]).toBe(original[name]);
    }
    expect(Object.getOwnPropertyDescriptors(web)).toEqual(originalWeb);
  });
});
