import { describe, expect, test } from "vitest";

import { adverseAdversity, typicalAdversity } from "../../../src/emulator/assumed/adversity.ts";
import { assumptionNamed, assumptions } from "../../../src/emulator/assumed/assumptions.ts";
import { noLatency, publishedLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import { modelOf, otherwise } from "../../../src/emulator/assumed/model-options.ts";
import { Emulator } from "../../../src/emulator/emulator.ts";

describe("the options of a model", () => {
  test("are by default what was published, on a typical day", () => {
    expect(modelOf({})).toEqual({
      latency: publishedLatency,
      adversity: typicalAdversity,
      quotaWindow: "first-request",
      pollPhaseMs: 0,
    });
  });
  test("name profiles, or give them as data", () => {
    expect(modelOf({ latency: "none" }).latency).toBe(noLatency);
    expect(modelOf({ latency: noLatency }).latency).toBe(noLatency);
    expect(modelOf({ adversity: "adverse" }).adversity).toBe(adverseAdversity);
    const adversity = { ...typicalAdversity, source: "mine" };
    expect(modelOf({ adversity }).adversity).toBe(adversity);
  });
  test.each([
    [{ scale: { nothing: 2 } }, "nothing"],
    [{ scale: { "quota-window": 2 } }, "quota-window"],
    [{ scale: { "kinesis-put-record": 0 } }, "kinesis-put-record"],
    [{ scale: { "kinesis-put-record": NaN } }, "kinesis-put-record"],
    [{ instead: { "quota-window": "lunar" } }, "lunar"],
    [{ instead: { constructor: "x" } }, "constructor"],
  ])("that make no sense are refused by name: %j", (options, name) => {
    expect(() => new Emulator({ seed: 1, startMs: 0, ...options })).toThrow(name);
  });
});

describe("an assumption", () => {
  test("has a name of its own, a source, and names designs", () => {
    const names = assumptions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, what, source, designs } of assumptions) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(what.length).toBeGreaterThan(10);
      expect(source.length).toBeGreaterThan(10);
      expect(designs.length).toBeGreaterThan(0);
    }
  });

  const scalable = assumptions.filter(({ scale }) => scale !== undefined);
  test.each(scalable.map(({ name }) => [name]))(
    "%s can be halved and doubled, and back",
    (name) => {
      const assumption = assumptionNamed(name);
      const adversity = name === "standard-late" ? "adverse" : "typical";
      const model = modelOf({ adversity });
      const doubled = modelOf({ adversity, scale: { [name]: 2 } });
      const halved = modelOf({ adversity, scale: { [name]: 0.5 } });
      const value = (of: typeof model) => assumption?.value(of);
      expect(new Set([value(model), value(doubled), value(halved)]).size).toBe(3);
      expect(assumption?.scale?.(doubled, 0.5)).toEqual(model);
      expect(assumption?.scale?.(halved, 2)).toEqual(model);
    },
  );
  test.each(scalable.map(({ name }) => [name]))("%s changes no other's value", (name) => {
    const before = modelOf({});
    const after = modelOf({ scale: { [name]: 2 } });
    for (const { name: other, value } of assumptions) {
      if (other !== name) expect(value(after), other).toBe(value(before));
    }
  });

  test("is tried otherwise by options that are plain data and make another model", () => {
    for (const assumption of assumptions) {
      for (const { label, options } of otherwise(assumption)) {
        expect(structuredClone(JSON.parse(JSON.stringify(options)))).toEqual(options);
        expect(label).not.toBe("");
        if (assumption.name === "standard-late") continue;
        expect(modelOf(options)).not.toEqual(modelOf({}));
        expect(assumption.value(modelOf(options))).not.toBe(assumption.value(modelOf({})));
      }
    }
    const tried = assumptions.filter((assumption) => otherwise(assumption).length > 0);
    expect(tried.length).toBeGreaterThan(20);
  });
  test("is tried in a model of no latency, and nothing happens", () => {
    for (const { name } of scalable) {
      const { latency } = modelOf({ latency: "none", scale: { [name]: 2 } });
      const { control: _, ...rest } = latency;
      expect(JSON.stringify(rest)).not.toMatch(/Ms":[1-9]/);
    }
  });
});
