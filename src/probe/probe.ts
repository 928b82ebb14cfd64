/** What an endpoint does and does not do as AWS does: asked with a few rules before a benchmark believes it. */
import { randomBytes } from "node:crypto";

import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";

import { explain } from "../client/advice.ts";
import type { Clients } from "../conformance/clients.ts";
import { rules } from "../conformance/rules.ts";
import { checkRules, type Outcome } from "../conformance/run-rules.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import { questions } from "./questions.ts";

/** One question, answered. */
export interface Answer {
  /** The rule's id. */
  readonly rule: string;
  readonly statement: string;
  readonly answer: "yes" | "no" | "unclear" | "not offered";
  /** What was seen, where the answer is not yes. */
  readonly seen?: string;
  /** What that means for a benchmark. */
  readonly meaning?: string;
}

/** Plain data, for reports and `run.json`. A service that is not there has no answers. */
export interface FidelityProfile {
  readonly services: readonly ServiceName[];
  /** Why a service that was asked for counts as not there. */
  readonly missing: Readonly<Partial<Record<ServiceName, string>>>;
  readonly answers: readonly Answer[];
}

/** Checks side by side: few, so that a slow endpoint does not get slower. */
const atOnce = 8;

/**
 * Asks an endpoint; takes about ten seconds. What it makes there it deletes; names begin with `convoy-probe`. Throws TargetError
 * when none of the services answers.
 */
export async function probe(
  clients: Clients,
  services: readonly ServiceName[],
): Promise<FidelityProfile> {
  const silent = await Promise.all(services.map((service) => whySilent(clients, service)));
  const answering = services.filter((_, index) => silent[index] === undefined);
  const missing: FidelityProfile["missing"] = Object.fromEntries(
    services.flatMap((service, index) =>
      silent[index] === undefined ? [] : [[service, silent[index]]],
    ),
  );
  if (answering.length === 0) {
    const reasons = Object.entries(missing).map(([service, reason]) => `${service}: ${reason}`);
    throw new TargetError(`nothing to probe, no service answers: ${reasons.join("; ")}`);
  }
  const asked = new Set(questions.map(({ rule }) => rule));
  const chosen = rules.filter(({ id, service }) => asked.has(id) && answering.includes(service));
  const prefix = `convoy-probe-${randomBytes(4).toString("hex")}`;
  const outcomes = await checkRules(chosen, clients, prefix, atOnce);
  const answers = questions
    .filter(({ rule }) => outcomes.has(rule))
    .map((question) => answerTo(question, outcomes.get(question.rule)));
  return { services: answering, missing, answers };
}

function answerTo(question: (typeof questions)[number], outcome: Outcome): Answer {
  const { rule, statement, ifNot } = question;
  if (outcome === undefined) return { rule, statement, answer: "yes" };
  const answers = { broken: "no", unclear: "unclear", "not-offered": "not offered" } as const;
  const answer = answers[outcome.kind];
  return { rule, statement, answer, seen: outcome.reason, meaning: ifNot };
}

/** Why a service cannot be probed, or undefined if it answers. */
async function whySilent(
  { kinesisOnce, sqsOnce }: Clients,
  service: ServiceName,
): Promise<string | undefined> {
  try {
    if (service === "kinesis") await kinesisOnce.send(new ListStreamsCommand({ Limit: 1 }));
    else await sqsOnce.send(new ListQueuesCommand({ MaxResults: 1 }));
    return undefined;
  } catch (error) {
    return explain(error);
  }
}
