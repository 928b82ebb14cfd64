import { invalidArgument } from "../kinesis-error.ts";

/** 50 tags per resource (K-SDK AddTagsToStream). */
const maxTags = 50;
export type TagMap = Readonly<Record<string, string>>;

/** "Unicode letters, digits, white space, _ . / = + - % @ :", of which the per cent sign is refused for a reason of its own. */
const unknownCharacter = /[^\p{L}\p{N} _.:/=+\-@%]/u;

/** What the tags of one resource are, and what is refused. Texts: mhart/kinesalite test/addTagsToStream.js, test/removeTagsFromStream.js. */
export class Tags {
  readonly #values = new Map<string, string>();

  /** Sets tags on a resource, described for errors as "stream x under account y". */
  set(tags: TagMap, resource: string): void {
    const entries = Object.entries(tags);
    checkCharacters(entries.flat(), `add tags to ${resource}`);
    for (const [key] of entries) {
      // That the prefix is refused is AWS's general rule for tags; the wording is assumed.
      if (key.startsWith("aws:")) throw failed("add", resource, "the prefix aws: is reserved");
    }
    const keys = new Set([...this.#values.keys(), ...Object.keys(tags)]);
    if (keys.size > maxTags) {
      throw failed(
        "add",
        resource,
        `a given stream cannot have more than ${maxTags} tags associated with it`,
      );
    }
    for (const [key, value] of entries) this.#values.set(key, value);
  }

  remove(keys: readonly string[], resource: string): void {
    checkCharacters(keys, `remove tags from ${resource}`);
    for (const key of keys) this.#values.delete(key);
  }

  /** By key. */
  list(): readonly { readonly Key: string; readonly Value: string }[] {
    return [...this.#values]
      .map(([Key, Value]) => ({ Key, Value }))
      .sort((a, b) => (a.Key < b.Key ? -1 : 1));
  }
}

function checkCharacters(texts: readonly string[], doing: string): void {
  if (texts.some((text) => unknownCharacter.test(text))) {
    throw invalidArgument(
      "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.",
    );
  }
  if (texts.some((text) => text.includes("%"))) {
    throw invalidArgument(
      `Failed to ${doing} because some tags contained illegal characters. The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'.`,
    );
  }
}

function failed(verb: string, resource: string, why: string): Error {
  return invalidArgument(`Failed to ${verb} tags to ${resource} because ${why}.`);
}
