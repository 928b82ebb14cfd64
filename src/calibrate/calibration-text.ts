import { table } from "../report/terminal/table.ts";
import type { CalibratedProfile, Measurement, Quantiles } from "./calibrated-profile.ts";

const header = ["", "samples", "p50", "p90", "p99", "max ms", "model p50", "p90", "p99", "p90 off"];
const align = ["left", ...Array.from({ length: header.length - 1 }, () => "right" as const)] as [
  "left",
  ...("left" | "right")[],
];

/** What was measured, for the terminal, beside what the model draws with the profile. */
export function calibrationText(profile: CalibratedProfile): string {
  const { circumstances, measurements, propagation, notOffered } = profile;
  const { client } = circumstances;
  return [
    profile.source,
    "",
    table(header, measurements.map(row), align),
    "",
    ...propagation.map(
      ({ what, ms, reads, contradicting, youngestThereMs }) =>
        `${what}: ${ms} ms by ${reads} reads, ${contradicting} of them against it; the youngest record there was ${youngestThereMs} ms old`,
    ),
    ...notOffered.map(({ what, reason }) => `not measured: ${what}: ${reason}`),
    ...(client.isBound
      ? [
          `this client was the bottleneck (timers ${client.delayP99Ms.toFixed(0)} ms late at p99): the figures are too high`,
        ]
      : []),
    "The model draws whole milliseconds from a lognormal distribution through p50 and p99; p90 shows how well that form fits.",
  ].join("\n");
}

function row({ what, requests, modelled, ...measured }: Measurement): readonly string[] {
  return [
    what,
    String(requests),
    ...three(measured),
    shown(measured.maxMs),
    ...(modelled === undefined
      ? ["-", "-", "-", ""]
      : [...three(modelled), off(measured, modelled)]),
  ];
}

function three({ p50Ms, p90Ms, p99Ms }: Quantiles): readonly string[] {
  return [p50Ms, p90Ms, p99Ms].map(shown);
}

function shown(ms: number): string {
  return ms.toFixed(ms < 10 ? 1 : 0);
}

function off(measured: Quantiles, modelled: Quantiles): string {
  if (measured.p90Ms === 0) return "";
  const percent = (modelled.p90Ms / measured.p90Ms - 1) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(0)} %`;
}
