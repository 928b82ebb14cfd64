import type { FigureColumn } from "./figures.ts";
import type { Objection } from "./objection.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { FigureExpectation } from "./scenario.ts";

/** Bounds on figures that this design does not have, or that no figure of the kind can keep. */
export function figureFaults(
  { design, expect }: ResolvedScenario,
  figures: readonly FigureColumn[],
): readonly Objection[] {
  const byName = new Map(figures.map((column) => [column.name, column]));
  return expect.figures.flatMap((bound, index) => {
    const path = ["expect", "figures", index];
    const column = byName.get(bound.column);
    if (column === undefined) return [];
    if (column.services !== undefined && !column.services.includes(design.service)) {
      const message = `${design.service} has no ${column.name}: ${column.services.join(" and ")} ${column.services.length > 1 ? "have" : "has"} it`;
      return [{ path: [...path, "column"], message }];
    }
    if (column.name === "replay" && design.consumers.length < 2) {
      return [
        { path: [...path, "column"], message: "replay compares two applications, here is one" },
      ];
    }
    return [...kindFaults(bound, column, path), ...rangeFaults(bound, path)];
  });
}

function kindFaults(
  bound: FigureExpectation,
  { name, holds }: FigureColumn,
  path: Objection["path"],
): readonly Objection[] {
  const wanted = { number: "number", text: "string", flag: "boolean" }[holds];
  const faults: Objection[] = [];
  if (bound.is !== undefined && typeof bound.is !== wanted) {
    faults.push({
      path: [...path, "is"],
      message: `${name} is a ${wanted}, this is a ${typeof bound.is}`,
    });
  }
  for (const limit of ["atLeast", "atMost"] as const) {
    if (bound[limit] === undefined || holds === "number") continue;
    faults.push({ path: [...path, limit], message: `${name} is a ${wanted}: it takes "is"` });
  }
  return faults;
}

function rangeFaults(
  { atLeast = -Infinity, atMost = Infinity }: FigureExpectation,
  path: Objection["path"],
): readonly Objection[] {
  if (atLeast <= atMost) return [];
  return [{ path: [...path, "atMost"], message: `is below atLeast, ${atLeast}` }];
}
