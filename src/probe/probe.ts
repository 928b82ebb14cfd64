/** What an endpoint does and does not do as AWS does: asked with a few rules before a benchmark believes it. */
import { randomBytes } from "node:crypto";

import type { Clients } from "../conformance/clients.ts";
import { rules } from "../conformance/rules.ts";
import { checkRules, type Outcome } from "../conformance/run-rules.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import type { Account } from "../targets/account.ts";
import { promptly } from "../targets/promptly.ts";
import { sweepUp } from "../targets/sweep.ts";
import { questions } from "./questions.ts";
import { whySilent } from "./silence.ts";

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

export interface ProbeOptions {
  /** Of the clients; what may be left is in its ledger afterwards. Absent on the model. */
  readonly account?: Account;
  /** In the names of what is made; absent: by chance. */
  readonly runId?: string | undefined;
  /** Ends it: what was made is deleted, as far as that goes at once, and the reason thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Asks an endpoint; takes about ten seconds. What it makes there it deletes; names begin with `convoy-probe`. Throws TargetError
 * when none of the services answers, and when it had to end early: something could not be deleted, or what was agreed to is spent.
 */
export async function probe(
  clients: Clients,
  services: readonly ServiceName[],
  { account, signal, runId = randomBytes(4).toString("hex") }: ProbeOptions = {},
): Promise<FidelityProfile> {
  const end = signal ?? new AbortController().signal;
  try {
    const profile = await promptly(ask(clients, services, `convoy-probe-${runId}`), end);
    const { closedBecause } = account ?? {};
    if (closedBecause === undefined) return profile;
    throw new TargetError(`the probe was ended: ${closedBecause}`);
  } catch (error) {
    end.throwIfAborted();
    throw error;
  } finally {
    if (account !== undefined) {
      const { kinesis, sqs } = clients;
      await sweepUp({ kinesis: () => kinesis, sqs: () => sqs }, account, { again: true });
    }
  }
}

async function ask(
  clients: Clients,
  services: readonly ServiceName[],
  prefix: string,
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
    const isSilent = reasons.every((reason) => !reason.includes("answers, but"));
    const what = isSilent ? "nothing to probe, no service answers" : "nothing to probe";
    throw new TargetError(`${what}: ${reasons.join("; ")}`);
  }
  const asked = new Set(questions.map(({ rule }) => rule));
  const chosen = rules.filter(({ id, service }) => asked.has(id) && answering.includes(service));
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
