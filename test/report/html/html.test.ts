import { describe, expect, it } from "vitest";

import { counted, dollars, figure, milliseconds } from "../../../src/report/html/page/figures.ts";
import { html } from "../../../src/report/html/page/html.ts";
import { runFactsOf } from "../../../src/report/html/page/run-facts.ts";

describe("HTML templates", () => {
  it("escape whatever is put in, but for HTML, in text and in attributes", () => {
    const hostile = `<img src=x onerror="alert('1')">&`;
    const text = html`<p title="${hostile}">${[hostile, html`<b>${1}</b>`]}</p>`.text;
    const escaped = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;";
    expect(text).toBe(`<p title="${escaped}">${escaped}<b>1</b></p>`);
  });

  it("show nothing for what there is not, and a zero for a zero", () => {
    expect(html`a${undefined}b${false}c${0}`.text).toBe("abc0");
  });

  it("replace what no document may hold", () => {
    expect(html`${"a\u0000b\u001Bc\uD800d\ne"}`.text).toBe("a\uFFFDb\uFFFDc\uFFFDd\ne");
  });
});

describe("figures", () => {
  it.each([
    [0, "0"],
    [0.2223, "0.222"],
    [12.34, "12.3"],
    [35, "35"],
    [99.96, "100"],
    [1234.5, "1,235"],
    [1_234_567, "1,234,567"],
    [-5.5, "-5.5"],
    [undefined, "–"],
  ])("%s is %s", (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it("have their units", () => {
    expect(milliseconds(61.72)).toBe("61.7 ms");
    expect(milliseconds(47_826)).toBe("47.8 s");
    expect(dollars(0.2223)).toBe("$0.22");
    expect(dollars(undefined)).toBe("–");
    expect([counted(1, "run"), counted(53, "run")]).toEqual(["1 run", "53 runs"]);
  });
});

describe("what run.json says", () => {
  it("is taken as far as it is what it should be", () => {
    const text = JSON.stringify({
      convoy: "0.1.0",
      node: 24,
      commandLine: ["bench"],
      machine: { cores: 2, cpu: "x", odd: {} },
      packages: { tinybench: "6.2.3" },
      wallS: 1.5,
    });
    expect(runFactsOf(text)).toEqual({
      convoy: "0.1.0",
      commandLine: ["bench"],
      machine: { cores: 2, cpu: "x" },
      packages: { tinybench: "6.2.3" },
      wallS: 1.5,
    });
  });

  it.each(["", "{", "7", "null"])("is nothing when it is %j", (text) => {
    expect(runFactsOf(text)).toBeUndefined();
  });
});
