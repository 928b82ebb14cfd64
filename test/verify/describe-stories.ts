import { describe, expect, it } from "vitest";

import { profiles, type ProfileName } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { story } from "./story.ts";

const line = /^ *(?<is>[^:]+): (?<of>.+) => (?<expected>.+?)(?: by (?<by>\S+))?$/;

function linesOf(part: string) {
  return part
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text) => {
      const { is, of, expected, by = "ordered" } = line.exec(text)!.groups!;
      return { is: is!, of: of!, expected: expected!, by: by as ProfileName };
    });
}

/** Judges stories, by part, a line for each: what it is, its story, the word and what is counted, and the profile if it is not `ordered`. */
export function describeStories(parts: Readonly<Record<string, string>>): void {
  describe.each(Object.entries(parts))("%s:", (_name, part) => {
    it.each(linesOf(part))("$is", ({ of, expected, by }) => {
      const { verdict, counts, reasons } = verify(story(of), profiles[by]);
      const found = Object.entries(counts).filter(([, count]) => count > 0);
      const said = [verdict, ...found.map(([kind, count]) => `${kind}:${count}`).toSorted()];
      expect(said.join(" "), reasons.join("; ")).toBe(expected);
    });
  });
}
