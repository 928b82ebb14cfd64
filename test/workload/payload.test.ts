import { crc32 } from "node:zlib";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { GpsEvent } from "../../src/workload/event.ts";
import {
  decodePayload,
  encodePayload,
  minimumPayloadBytes,
  payloadChecksum,
} from "../../src/workload/payload.ts";

const event: GpsEvent = {
  truckId: "truck_7",
  seq: 12,
  index: 1234,
  eventTimeMs: 1_767_592_812_000,
  lat: 41.850012,
  lon: -87.700123,
  speedKmh: 43.2,
  headingDeg: 271.4,
};

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const anyEvent: fc.Arbitrary<GpsEvent> = fc.record({
  truckId: fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
  seq: fc.maxSafeNat(),
  index: fc.maxSafeNat(),
  eventTimeMs: fc.maxSafeInteger(),
  lat: number,
  lon: number,
  speedKmh: number,
  headingDeg: number,
});

it("finds the event of the plan that a whole payload is, and reads any other", () => {
  const text = encodePayload(event, 200);
  const plan = (one: GpsEvent) => (index: number) => (index === event.index ? one : undefined);
  expect(decodePayload(text, plan(event)).event).toBe(event);
  expect(decodePayload(text.replace(/x"}$/, 'y"}'), plan(event)).event).not.toBe(event);
  for (const other of [{ seq: 11 }, { truckId: "truck_70" }]) {
    const { event: found, intact } = decodePayload(text, plan({ ...event, ...other }));
    expect(found).toEqual(event);
    expect(intact).toBe(true);
  }
  const escaped = { ...event, truckId: 'Lkw "ü","seq":1,"n":2' };
  const decoded = decodePayload(encodePayload(escaped, 300), plan(escaped));
  expect(decoded).toMatchObject({ event: escaped, intact: true });
});

it("sums a payload of any length, whole or damaged, as CRC-32 does", () => {
  for (const payloadBytes of [140, 2047, 2048, 8192, 52_428]) {
    const text = encodePayload(event, payloadBytes);
    for (const one of [text, `${text.slice(0, -3)}é"}`, text.slice(0, 100), ""]) {
      expect(decodePayload(one).checksum).toBe(crc32(one));
    }
  }
});

describe("encodePayload", () => {
  it("is one line of JSON whose crc covers all that follows it", () => {
    const text = encodePayload(event, 140);
    const { crc, pad, ...fields } = JSON.parse(text) as Record<string, unknown>;
    expect(fields).toEqual({
      id: "truck_7",
      seq: 12,
      n: 1234,
      t: 1_767_592_812_000,
      lat: 41.850012,
      lon: -87.700123,
      kmh: 43.2,
      deg: 271.4,
    });
    expect(pad).toMatch(/^x+$/);
    expect(crc).toBe(crc32(text.slice(16)).toString(16).padStart(8, "0"));
  });

  it("has exactly the size asked for, in bytes, whatever the truck is called", () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(40_000), (any, extra) => {
        const payloadBytes = minimumPayloadBytes(any) + extra;
        const text = encodePayload(any, payloadBytes);
        expect(Buffer.byteLength(text, "utf8")).toBe(payloadBytes);
        expect(text).toHaveLength(payloadBytes);
      }),
    );
  });

  it("refuses a size that the event does not fit into, and says what it takes", () => {
    const least = minimumPayloadBytes(event);
    expect(encodePayload(event, least)).toHaveLength(least);
    expect(() => encodePayload(event, least - 1)).toThrow(
      `a payload of ${least - 1} bytes is too small for event truck_7 #12: it takes at least ${least}`,
    );
  });
});

describe("decodePayload", () => {
  it("gives back every event as it was", () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(300), (any, extra) => {
        const text = encodePayload(any, minimumPayloadBytes(any) + extra);
        expect(decodePayload(text)).toEqual({
          event: any,
          intact: true,
          checksum: payloadChecksum(text),
        });
      }),
    );
  });

  it("finds the change of any single character", () => {
    const text = encodePayload(event, 200);
    for (let at = 0; at < text.length; at += 1) {
      for (const character of ["0", "f", "F", "x", "y", '"', " ", "é"]) {
        if (text[at] === character) continue;
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        expect(decodePayload(changed).intact, `${character} at ${at}`).toBe(false);
        expect(payloadChecksum(changed)).not.toBe(payloadChecksum(text));
      }
    }
  });

  it("finds any single changed character of any event", () => {
    fc.assert(
      fc.property(
        anyEvent,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (any, where, to) => {
          const text = encodePayload(any, minimumPayloadBytes(any) + 20);
          const at = where % text.length;
          fc.pre(text[at] !== to);
          expect(decodePayload(text.slice(0, at) + to + text.slice(at + 1)).intact).toBe(false);
        },
      ),
    );
  });

  it("finds every truncation, and every character too many", () => {
    const text = encodePayload(event, 200);
    for (let length = 0; length < text.length; length += 1) {
      expect(decodePayload(text.slice(0, length)).intact, `cut to ${length}`).toBe(false);
    }
    expect(decodePayload(`${text} `).intact).toBe(false);
    expect(decodePayload(text.replace("xx", "xxx")).intact).toBe(false);
  });

  it("still says which event it was when only the padding is damaged", () => {
    const text = encodePayload(event, 200);
    expect(decodePayload(text.slice(0, 190))).toMatchObject({ event, intact: false });
  });

  it.each(["", "null", "{}", '{"crc":"00000000","pad":""}', "truck_7", '{"id":7,"pad":""}'])(
    "reads no event out of %j",
    (text) => {
      expect(decodePayload(text)).toEqual({
        event: undefined,
        intact: false,
        checksum: crc32(text),
      });
    },
  );

  it("takes no number that is none for a seq", () => {
    const text = encodePayload(event, 200).replace('"seq":12', '"seq":-1');
    expect(decodePayload(text).event).toBeUndefined();
  });
});
