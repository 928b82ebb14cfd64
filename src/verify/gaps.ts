import { counted, countedAs } from "../counted.ts";
import {
  type AnomalyCounts,
  anomalyKinds,
  type AnomalyKind,
  type GuaranteeProfile,
} from "./anomaly.ts";
import type { AppRun } from "./app-run.ts";
import type { Case } from "./case.ts";
import type { Check, Input } from "./check.ts";
import type { RunFacts } from "./run-facts.ts";

/** What was not judged: what matters for the verdict, and what does not. */
interface Gaps {
  readonly gaps: readonly string[];
  readonly notes: readonly string[];
}

/** What an effect may be that is still to come. */
const ofEffects: ReadonlySet<AnomalyKind> = new Set([
  "duplicate-effect",
  "nonmonotonic-effect",
  "stale-effect",
]);

/** Everything that keeps a history without a forbidden anomaly from being valid, in words. */
export function gapsIn({ profile, examination, findings, run }: Case, counts: AnomalyCounts): Gaps {
  const judged = examination.checks.filter((check) => isAsked(check, profile));
  const names = new Set(judged.map(({ name }) => name));
  const [bounded, noted] = split(findings.unjudged, ([name]) => names.has(name));
  const gaps = [
    ...[...examination.failures].map(([name, message]) => `the check ${name} failed: ${message}`),
    ...bounded.map(boundSentence),
    ...missingInputs(judged, run),
    ...ofTheRun(counts, run, profile),
    ...ofTheRecords(run),
    ...run.contradictions.sentences(),
  ];
  const notes = noted.map(boundSentence);
  for (const [reason, anomalies] of run.leftOpen) {
    const [asked, unasked] = split(anomalies, (anomaly) => isForbidden(anomaly, profile));
    if (asked.length > 0) gaps.push(openSentence(asked, reason));
    else notes.push(openSentence(unasked, reason));
  }
  if (run.unjudgedPlaces > 0) {
    notes.push(
      `what stood at ${counted(run.unjudgedPlaces, "position")} was not remembered: whether two events name one of them was not judged`,
    );
  }
  return { gaps, notes };
}

/** Whether a profile forbids anything that a check counts; a check of somebody's own always is. */
function isAsked({ kinds }: Check, { forbidden }: GuaranteeProfile): boolean {
  return kinds.length === 0 || kinds.some((kind) => forbidden.includes(kind));
}

/** Of what is no anomaly that is known here, nobody can say that it does not matter. */
function isForbidden(anomaly: string | undefined, { forbidden }: GuaranteeProfile): boolean {
  const kind = anomalyKinds.find((one) => one === anomaly);
  return kind === undefined || forbidden.includes(kind);
}

function openSentence(anomalies: readonly (string | undefined)[], reason: string): string {
  const named = anomalies.filter((anomaly) => anomaly !== undefined);
  return named.length < anomalies.length ? reason : `${named.join(", ")} not judged: ${reason}`;
}

function boundSentence([name, count]: readonly [string, number]): string {
  return `the check ${name} could not judge ${counted(count, "case")}: the history is too disordered for its bounded memory, or says too little`;
}

/** Checks that had nothing to look at. Without any delivery or effect there is one sentence for all. */
function missingInputs(checks: readonly Check[], run: RunFacts): string[] {
  const gaps: string[] = [];
  const { counts } = run;
  if (counts.deliveries === 0) gaps.push("nothing was delivered");
  if (counts.effects === 0) gaps.push("nothing was processed");
  if (run.unacknowledged > 0) {
    gaps.push(
      `no acks are recorded: whether ${countedAs(run.unacknowledged, "event that nobody received is", "events that nobody received are")} lost was not judged`,
    );
  }
  for (const input of ["sends", "starts"] as const) {
    if (counts[input] > 0) continue;
    const blind = namesOf(checks, input);
    if (blind !== "") gaps.push(`no ${input} are recorded: not judged: ${blind}`);
  }
  for (const app of run.apps.values()) gaps.push(...missingOf(app, checks, run));
  return gaps;
}

function missingOf(app: AppRun, checks: readonly Check[], { counts }: RunFacts): string[] {
  const gaps: string[] = [];
  const { seen } = app;
  for (const input of ["deliveries", "starts", "effects"] as const) {
    if (seen[input] > 0 || counts[input] === 0) continue;
    if (input === "deliveries" && seen.starts + seen.effects === 0) continue;
    if (input !== "deliveries" && seen.deliveries + seen.starts + seen.effects === 0) continue;
    const blind = namesOf(checks, input);
    if (blind !== "") gaps.push(`no ${input} of ${app.app} are recorded: not judged: ${blind}`);
  }
  if (seen.undelivered > 0) {
    const work = `of work of ${app.app}`;
    gaps.push(
      `${countedAs(seen.undelivered, `record ${work} is on an event`, `records ${work} are on events`)} that it did not receive`,
    );
  }
  if (seen.unstarted > 0 && seen.starts > 0 && namesOf(checks, "starts") !== "") {
    gaps.push(
      `${counted(seen.unstarted, "handler")} of ${app.app} ended that had not begun, or not any more`,
    );
  }
  return gaps;
}

function namesOf(checks: readonly Check[], input: Input): string {
  return checks
    .filter(({ needs }) => needs.includes(input))
    .map(({ name }) => name)
    .join(", ");
}

/** How the run ended. */
function ofTheRun(counts: AnomalyCounts, run: RunFacts, { forbidden }: GuaranteeProfile): string[] {
  const gaps: string[] = [];
  if (run.stoppedAt !== undefined) {
    const { records, keys } = run.stoppedAt;
    gaps.push(
      `memory ran out after ${counted(records, "record")} of ${counted(keys, "key")}: what came after was not looked at`,
    );
  }
  const { end } = run;
  if (counts.unseen > 0) {
    const events = countedAs(counts.unseen, "acknowledged event was", "acknowledged events were");
    gaps.push(`${events} not delivered before the history ended`);
  }
  if (run.undone > 0) {
    gaps.push(`${countedAs(run.undone, "event was", "events were")} delivered but never processed`);
  }
  if (run.atWork > 0 && forbidden.some((kind) => ofEffects.has(kind))) {
    gaps.push(`${counted(run.atWork, "handler")} had not ended when the history did`);
  }
  if (run.staleAtEnd > 0) {
    const events = countedAs(run.staleAtEnd, "event was", "events were");
    gaps.push(`${events} done again after later ones when the history ended`);
  }
  if (end === undefined || !run.clocks.hasEnded) {
    gaps.push("the history has no end record: it may have been cut short");
  } else if (end.interrupted) gaps.push("the run was interrupted");
  if (end !== undefined) gaps.push(...unsent(end.offered, end.sent, run));
  return gaps;
}

function unsent(offered: number, sent: number | undefined, run: RunFacts): string[] {
  const missing = offered - run.events;
  if (sent !== undefined || missing <= 0) return [];
  return [
    `${counted(offered, "event")} fell due and ${countedAs(run.events, "was", "were")} sent: it is not known whether ${missing === 1 ? "the send of the other is" : "the sends of the others are"} missing from the history`,
  ];
}

/** What the records do not say. */
function ofTheRecords(run: RunFacts): string[] {
  const gaps: string[] = [];
  if (run.withoutFate > 0)
    gaps.push(`${countedAs(run.withoutFate, "send has", "sends have")} no outcome`);
  if (run.early > 0) {
    gaps.push(
      `${countedAs(run.early, "event was sent after consumers had it", "events were sent after consumers had them")}, too late to be put in order`,
    );
  }
  if (run.unplaced > 0) {
    const records = countedAs(
      run.unplaced,
      "record does not say where its",
      "records do not say where their",
    );
    gaps.push(`${records} event stands, and nothing else does`);
  }
  if (run.unknownWork > 0) {
    gaps.push(
      `${countedAs(run.unknownWork, "record of work is on an event", "records of work are on events")} of which it is not remembered any more from where, or in which delivery, it came: whether that is as they say was not judged`,
    );
  }
  if (run.unknownDeliveries > 0) {
    gaps.push(
      `${countedAs(run.unknownDeliveries, "acknowledgement is of an event", "acknowledgements are of events")} of which it is not remembered any more where it was delivered from: whether that is there was not judged`,
    );
  }
  if (run.near.count > 0) {
    gaps.push(
      `within-clock-error: ${countedAs(run.near.count, "record is", "records are")} so near to one of another recorder that either may have come first; first: ${run.near.first}`,
    );
  }
  if (run.clocks.unmerged > 0) {
    gaps.push(
      `${countedAs(run.clocks.unmerged, "record stands", "records stand")} after later ones of another recorder: the history is not merged by time`,
    );
  }
  return gaps;
}

function split<T>(items: Iterable<T>, isFirst: (item: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}
