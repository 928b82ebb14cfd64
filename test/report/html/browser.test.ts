/** The page in a real browser: narrow and wide, light and dark. Needs a Chromium; CONVOY_CHROMIUM names one that is elsewhere. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { reportHtml } from "../../../src/report/html/report-html.ts";
import { suiteResult } from "../../../src/result/suite-result.ts";
import { chromiumArgs, chromiumFor } from "../../chromium.ts";
import { disorderedRun, sampleRun } from "../../result/sample-runs.ts";

const executablePath = chromiumFor("report.html in a browser");

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const place = (seq: number) => ({
  seq,
  atMs: 100 * seq,
  lat: 41.8 + seq / 1000,
  lon: -87.7 + seq ** 2 / 9000,
});
const tracks = (seqs: readonly number[]) => [{ key: "truck_1", positions: seqs.map(place) }];

/** As much of what a page can show as hand-made runs have. */
function suite() {
  const runs = [
    sampleRun({ name: "kept", tracks: tracks([0, 1, 2, 3]) }),
    { ...disorderedRun(), tracks: tracks([0, 2, 1, 3]) },
  ];
  const scenarios = runs.map((run) => ({ scenario: run.name, runs: [run] }));
  return suiteResult({ interrupted: false, scenarios, skipped: [] });
}

describe.skipIf(executablePath === undefined)(
  "report.html in a browser",
  { timeout: 300_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "convoy-page-"));
    const file = join(folder, "report.html");
    let browser: Browser;

    beforeAll(async () => {
      writeFileSync(file, await reportHtml(suite()));
      browser = await chromium.launch({
        executablePath: executablePath!,
        args: chromiumArgs,
      });
    }, 300_000);

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true });
    });

    async function opened(width: number, options: object, see: (page: Page) => Promise<void>) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
      const said: string[] = [];
      const page = await context.newPage();
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(error.message));
      page.on("request", (request) => {
        if (!/^(file|data):/.test(request.url())) said.push(`asks for ${request.url()}`);
      });
      await page.goto(pathToFileURL(file).href);
      await see(page);
      expect(said).toEqual([]);
      await context.close();
    }

    it.each([
      [375, "light"],
      [375, "dark"],
      [1440, "light"],
      [1440, "dark"],
    ] as const)(
      "fits into %i px in %s, says nothing, asks nobody, and has no barrier",
      async (width, colorScheme) => {
        await opened(width, { colorScheme, bypassCSP: true }, async (page) => {
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
          await page.evaluate(
            "for (const one of document.querySelectorAll('details')) one.open = true",
          );
          await page.evaluate(axe);
          const found = (await page.evaluate("axe.run(document)")) as {
            violations: { id: string; impact: string; nodes: { html: string }[] }[];
            passes: unknown[];
          };
          expect(found.passes.length).toBeGreaterThan(10);
          const told = found.violations.map(({ id, impact, nodes }) => [
            id,
            impact,
            nodes[0]?.html,
          ]);
          expect(told).toEqual([]);
        });
      },
    );

    it("takes the trucks through their positions with the keyboard", async () => {
      await opened(1440, {}, async (page) => {
        const range = page.locator("#k");
        const visible = () => page.locator("svg.track [data-k]:visible").count();
        const whole = await visible();
        await range.focus();
        await page.keyboard.press("Home");
        expect(await page.locator("#k-text").textContent()).toBe("1");
        const first = await visible();
        expect(first).toBeLessThan(whole);
        await page.keyboard.press("End");
        expect(await visible()).toBe(whole);
      });
    });

    it("says all of it where scripts do not run", async () => {
      await opened(1440, { javaScriptEnabled: false }, async (page) => {
        expect(await page.locator(".slider").isVisible()).toBe(false);
        expect(await page.locator("svg.track").count()).toBe(2);
        expect(await page.locator("h2").count()).toBe(5);
        expect(await page.locator("svg.chart").first().isVisible()).toBe(true);
      });
    });
  },
);
