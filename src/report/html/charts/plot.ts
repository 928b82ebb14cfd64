/**
 * Charts as static SVG: Observable Plot on a document that is no browser's. It is loaded when a page with charts is asked for, and not
 * before: it takes longer to load than most commands to run.
 */
import type * as Plot from "@observablehq/plot";

import { Html } from "../page/html.ts";

export type { Plot };

/** Makes charts. `marks` has Plot's own functions. */
export interface Pencil {
  readonly marks: typeof Plot;
  readonly draw: (options: Drawing) => Html;
}

/** What Plot takes; what it shows, in words, is no option here. */
export interface Drawing extends Omit<Plot.PlotOptions, "document" | "ariaLabel"> {
  readonly ariaLabel: string;
}

/** Shared by all charts, so that none needs a style of its own. */
const chartClass = "chart";

export async function takePencil(): Promise<Pencil> {
  const [marks, { parseHTML }] = await Promise.all([
    import("@observablehq/plot"),
    import("linkedom/worker"),
  ]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return {
    marks,
    draw: ({ ariaLabel, ...options }) => {
      const chart = marks.plot({
        width: 420,
        height: 250,
        marginLeft: 52,
        marginRight: 16,
        marginTop: 24,
        marginBottom: 36,
        style: { fontSize: "12px" },
        className: chartClass,
        ...options,
        ariaLabel,
        document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
      });
      chart.setAttribute("role", "img");
      return new Html(slender(String(chart.outerHTML)));
    },
  };
}

/** Without the style, which the page has, with tenths of a pixel only, and without labels on parts of what is one image. */
function slender(svg: string): string {
  const [, tag = "", content = ""] = /^(<svg[^>]*>)(.*)$/s.exec(svg) ?? [];
  const plainContent = content
    .replace(/<style>.*?<\/style>/s, "")
    .replaceAll(/ aria-(label|hidden|description)="[^"]*"/g, "");
  return (tag + plainContent).replaceAll(/="[^"]*"/g, (value) =>
    value.replaceAll(/(\d\.\d)\d+/g, "$1"),
  );
}
