import type { ServiceName } from "../emulator/service-name.ts";
import type { Answer, FidelityProfile } from "./probe.ts";

const names: Readonly<Record<ServiceName, string>> = { kinesis: "Kinesis", sqs: "SQS" };

/** A fidelity profile in words, for a terminal. */
export function profileText({ services, missing, answers }: FidelityProfile): string {
  const lines: string[] = [];
  for (const service of ["kinesis", "sqs"] as const) {
    const reason = missing[service];
    if (reason !== undefined) lines.push(`${names[service]}: not offered (${reason})`, "");
    if (!services.includes(service)) continue;
    const own = answers.filter(({ rule }) => rule.startsWith(`${service}-`));
    lines.push(names[service], ...own.flatMap(answerLines), "");
  }
  const held = answers.filter(({ answer }) => answer === "yes").length;
  lines.push(`${held} of ${answers.length} as on AWS.`);
  return lines.join("\n");
}

function answerLines({ answer, statement, meaning, seen }: Answer): readonly string[] {
  const line = `  ${answer.padEnd(11)}  ${statement}`;
  if (meaning === undefined) return [line];
  const indent = " ".repeat(15);
  return [
    line,
    ...(seen === undefined ? [] : [`${indent}seen: ${short(seen)}`]),
    `${indent}${answer === "no" ? "so" : "if not"}: ${meaning}`,
  ];
}

function short(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
