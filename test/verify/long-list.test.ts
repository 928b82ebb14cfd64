import { expect, it } from "vitest";

import { seededRandom } from "../../src/random.ts";
import { LongList } from "../../src/verify/long-list.ts";

/** Where the next item is put, of so many. */
const places: Record<string, (length: number, random: number) => number> = {
  "at the end": (length) => length,
  "at the beginning": () => 0,
  anywhere: (length, random) => Math.floor(random * (length + 1)),
};

it.each(Object.entries(places))("a long list that grows %s is as an array is", (_, place) => {
  const random = seededRandom(Math.floor(Math.random() * 1e9), "long list");
  const array: number[] = [];
  const list = new LongList<number>();
  const expectSame = () => {
    const at = Math.floor(random() * array.length);
    expect([list.length, list.last, list.at(at)]).toEqual([array.length, array.at(-1), array[at]]);
  };
  for (let item = 0; item < 9000; item += 1) {
    const at = place(array.length, random());
    array.splice(at, 0, item);
    list.insert(at, item);
    if (item % 3 === 0) expectSame();
  }
  expect(list.toArray()).toEqual(array);
  expect(list.at(-1)).toBe(undefined);
  expect(list.at(array.length)).toBe(undefined);
  expect(new LongList(array.slice(0, 6000)).toArray()).toEqual(array.slice(0, 6000));
  while (array.length > 0) {
    const at = Math.min(place(array.length, random()), array.length - 1);
    expect(list.remove(at)).toBe(array.splice(at, 1)[0]);
    if (array.length % 3 === 0) expectSame();
  }
  list.push(7);
  expect(list.toArray()).toEqual([7]);
});
