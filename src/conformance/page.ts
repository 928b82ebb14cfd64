import type { NpmEmulator } from "../targets/npm-emulators.ts";
import { deviations } from "./deviations.ts";
import { outside } from "./outside.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";

export type Peer = Pick<NpmEmulator, "name" | "version" | "services">;

/** The page of rules as Markdown. It says what the rules and the lists of deviations say: nothing in it differs between two runs. */
export function conformancePage(peers: readonly Peer[]): string {
  return `${[
    introduction(peers),
    "## Kinesis Data Streams",
    table(rulesFor("kinesis"), peers),
    "## SQS",
    table(rulesFor("sqs"), peers),
    "## Outside",
    outsideText(),
    "## Deviations",
    ...peers.map(deviationsOf),
  ].join("\n\n")}\n`;
}

function introduction(peers: readonly Peer[]): string {
  const versions = peers.map(({ name, version }) => `${name} ${version}`).join(", ");
  const unverified = rules.filter((rule) => rule.unverified === true).length;
  return [
    "# Conformance",
    `${rules.length} rules of Amazon Kinesis Data Streams and Amazon SQS, checked by the unmodified AWS SDK for JavaScript on our own model (in this process, and behind \`convoy serve\`) and on emulators that others publish on npm: ${versions}.`,
    "Each rule names its source: K-SDK and Q-SDK are the documentation in the SDK's clients for Kinesis and SQS, KDG and SDG the developer guides of both, BOTO the constraints in the API's description, *facts* our notes on all of them. " +
      `${unverified} rules are marked *unverified*: AWS nowhere says so, somebody observed it. Nothing here was checked on AWS itself, so a rule is what AWS writes, not what AWS was seen to do.`,
    "A number beside **no** leads to what is seen instead, under [Deviations](#deviations). **–**: the emulator does not have the service. **long**: takes minutes, and is checked only on the model in virtual time.",
    "This page is written by `npm run conformance` from the rules and the lists of deviations in `src/conformance`. `test/conformance` checks every rule on every one of these places, and fails when a place does not do what the page says, better or worse.",
  ].join("\n\n");
}

function outsideText(): string {
  const known =
    "Every other action of the SDK's clients for Kinesis and SQS is known to the model.";
  const lines = outside.map(
    ({ actions, why }) =>
      `- ${actions.join(", ")}: answered with UnknownOperationException, as by a Region without them. ${why}`,
  );
  return `${lines.join("\n")}\n\n${known}`;
}

function rulesFor(service: Rule["service"]): readonly Rule[] {
  return rules.filter((rule) => rule.service === service);
}

function table(listed: readonly Rule[], peers: readonly Peer[]): string {
  const head = ["Rule", "Source", "in process", "convoy serve", ...peers.map(({ name }) => name)];
  const rows = listed.map((rule) => [
    rule.title,
    rule.unverified === true ? `${rule.source}; *unverified*` : rule.source,
    "yes",
    rule.isLong === true ? "long" : "yes",
    ...peers.map((peer) => cell(rule, peer)),
  ]);
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}

function cell(rule: Rule, { name, services }: Peer): string {
  if (!services.includes(rule.service)) return "–";
  if (rule.isLong === true) return "long";
  const index = Object.keys(deviations[name]).indexOf(rule.id);
  return index === -1 ? "yes" : `**no** [${index + 1}](#${name})`;
}

function deviationsOf({ name, version, services }: Peer): string {
  const own = rules.filter((rule) => services.includes(rule.service) && rule.isLong !== true);
  const seen = Object.entries(deviations[name]);
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  return [
    `### ${name}`,
    `Version ${version}: ${own.length - seen.length} of ${own.length} rules hold.`,
    seen
      .map(([id, reason], index) => `${index + 1}. ${titles.get(id) ?? id}: *${reason}*.`)
      .join("\n"),
  ].join("\n\n");
}
