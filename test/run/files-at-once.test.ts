import fs from "node:fs";
import * as named from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { filesAtOnce } from "../../src/run/files-at-once.ts";
import { temporary } from "../cli/convoy.ts";

/** Everything that is done at once, with callbacks or promises; and what descriptors are for, with callbacks only. */
const both = [
  ..."access appendFile chmod copyFile cp link lstat mkdir mkdtemp readFile readdir".split(" "),
  ..."readlink realpath rename rm rmdir stat symlink truncate unlink utimes writeFile".split(" "),
];
const ofDescriptors = "open close fstat fsync read write".split(" ");

type Functions = Record<string, unknown>;
const callbacks = fs as unknown as Functions;
const promises = fs.promises as unknown as Functions;
const originals = { callbacks: { ...callbacks }, promises: { ...promises } };

let isInside = true;
let undo = (): void => {};
let file = "";

beforeEach(() => {
  isInside = true;
  file = temporary("a.txt");
  fs.writeFileSync(file, "a truck");
  for (const name of ["readFileSync", "writeFileSync", "statSync"] as const) vi.spyOn(fs, name);
  undo = filesAtOnce(() => isInside);
});

afterEach(() => {
  undo();
  vi.restoreAllMocks();
});

describe("code under test has at once, by the function of the same name", () => {
  it("what it asks with a callback, which is called when it has returned", async () => {
    let isLater = false;
    const given = await new Promise((resolve) => {
      const answer = (error: unknown, text: unknown): void => resolve([error, text, isLater]);
      expect(fs.readFile(file, "utf8", answer)).toBeUndefined();
      isLater = true;
    });
    expect(given).toEqual([null, "a truck", true]);
    expect(fs.readFileSync).toHaveBeenCalledExactlyOnceWith(file, "utf8");
  });

  it("what it asks with a promise", async () => {
    expect(await fs.promises.readFile(file, "utf8")).toBe("a truck");
    expect(await named.promises.readFile(file, "utf8")).toBe("a truck");
    expect(fs.readFileSync).toHaveBeenCalledTimes(2);
    await fs.promises.writeFile(file, "two");
    expect(fs.writeFileSync).toHaveBeenCalledExactlyOnceWith(file, "two");
    await fs.promises.appendFile(file, new TextEncoder().encode("!"));
    expect(await fs.promises.readFile(file, "utf8")).toBe("two!");
  });

  it("an error as well", async () => {
    const missing = join(file, "missing");
    await expect(fs.promises.readFile(missing)).rejects.toThrow(/ENOTDIR/);
    await expect(promisify(fs.readFile)(missing)).rejects.toThrow(/ENOTDIR/);
    expect(fs.readFileSync).toHaveBeenCalledTimes(2);
  });

  it("of a file by its URL, its name in bytes or its descriptor", async () => {
    const fd = fs.openSync(file, "r");
    for (const name of [pathToFileURL(file), Buffer.from(file), fd]) {
      const text = await new Promise((resolve) =>
        fs.readFile(name, "utf8", (_, read) => resolve(read)),
      );
      expect(text).toBe("a truck");
    }
    fs.closeSync(fd);
    expect(fs.readFileSync).toHaveBeenCalledTimes(3);
  });

  it("what it reads and writes by a descriptor, with what was read or written", async () => {
    const fd = await promisify(fs.open)(file, "r+");
    const written = await new Promise((resolve) =>
      fs.write(fd, "A", null, "utf8", (...given) => resolve(given)),
    );
    expect(written).toEqual([null, 1, "A"]);
    const bytes = new TextEncoder().encode("N");
    const more = await new Promise((resolve) =>
      fs.write(fd, bytes, 0, 1, 1, (...given) => resolve(given)),
    );
    expect(more).toEqual([null, 1, bytes]);
    const buffer = Buffer.alloc(7);
    const read = await new Promise((resolve) =>
      fs.read(fd, buffer, 0, 7, 0, (...given) => resolve(given)),
    );
    expect(read).toEqual([null, 7, buffer]);
    expect(buffer.toString()).toBe("ANtruck");
    await promisify(fs.close)(fd);
  });
});

describe("as ever is", () => {
  it("what anybody else asks", async () => {
    isInside = false;
    expect(await fs.promises.readFile(file, "utf8")).toBe("a truck");
    expect(await promisify(fs.readFile)(file, "utf8")).toBe("a truck");
    expect(fs.readFileSync).not.toHaveBeenCalled();
  });

  it("what is asked of a file handle, or is still to come", async () => {
    const handle = await fs.promises.open(file, "r+");
    expect(await fs.promises.readFile(handle, "utf8")).toBe("a truck");
    await handle.close();
    const toCome = async function* () {
      yield "one";
      yield "two";
    };
    await fs.promises.writeFile(file, toCome());
    expect(fs.readFileSync(file, "utf8")).toBe("onetwo");
    expect(fs.writeFileSync).not.toHaveBeenCalled();
  });

  it("a question without a callback", () => {
    const ask = fs.readFile as unknown as (file: string) => void;
    expect(() => ask(file)).toThrow(TypeError);
    expect(fs.readFileSync).not.toHaveBeenCalled();
  });
});

describe("functions of files", () => {
  it("are all replaced, with their properties", () => {
    for (const name of [...both, ...ofDescriptors]) {
      expect(callbacks[name], name).not.toBe(originals.callbacks[name]);
    }
    for (const name of both) expect(promises[name], name).not.toBe(originals.promises[name]);
    expect(fs.realpath.native).toBe((originals.callbacks["realpath"] as typeof fs.realpath).native);
  });

  it("are given back, under each of their names", () => {
    undo();
    vi.restoreAllMocks();
    expect({ ...callbacks }).toEqual(originals.callbacks);
    for (const name of both) expect(promises[name], name).toBe(originals.promises[name]);
    for (const name of [...both, ...ofDescriptors]) {
      expect((named as unknown as Functions)[name], name).toBe(originals.callbacks[name]);
    }
  });
});
