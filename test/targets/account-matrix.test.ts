/** Whatever a service does to whichever request: nothing is left on the account, or everything that may be left is named. */
import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import {
  bench,
  calibrating,
  type Errand,
  expectNamed,
  failing,
  faults,
  onAccount,
  probing,
} from "./on-account.ts";
import { queueDesign, shortScenario, streamDesign } from "./short-scenario.ts";
import { startStandIn } from "./stand-in.ts";

const encrypted = { ...streamDesign, kmsKeyId: "alias/aws/kinesis" } as Design;
const pushed = { ...streamDesign, read: "fan-out" } as Design;

/** What a command does on the target, and the requests that it makes. */
interface Phase {
  readonly work: (errand: Errand) => Promise<unknown>;
  readonly actions: readonly string[];
  /** Requests that come when all is well already: Ctrl-C then comes before them. */
  readonly isRunning: RegExp;
}

const minutes = { kind: "fleet", trucks: 4, hz: 2, durationS: 300 } as const;
const long = (design: Design) => bench(shortScenario(design, { workload: minutes }));
const short = (design: Design) => bench(shortScenario(design));
const stream = {
  actions: [
    "CreateStream",
    "DescribeStreamSummary",
    "StartStreamEncryption",
    "ListShards",
    "GetShardIterator",
    "GetRecords",
    "PutRecord",
    "DeleteStream",
  ],
  isRunning: /^PutRecord$/,
};
const queue = {
  actions: [
    "GetQueueUrl",
    "CreateQueue",
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "DeleteQueue",
  ],
  isRunning: /^SendMessage$/,
};
const phases: Readonly<Record<string, Phase>> = {
  stream: { ...stream, work: long(encrypted) },
  queue: { ...queue, work: long(queueDesign) },
  "stream with fan-out": {
    work: long(pushed),
    actions: ["RegisterStreamConsumer", "DescribeStreamConsumer"],
    isRunning: /^PutRecord$/,
  },
  probe: {
    work: probing,
    actions: ["ListStreams", "CreateStream", "DeleteStream", "CreateQueue", "DeleteQueue"],
    isRunning: /^(PutRecord|SendMessage)$/,
  },
  calibrate: {
    work: calibrating,
    actions: ["CreateStream", "GetRecords", "DeleteStream"],
    isRunning: /^PutRecord$/,
  },
};

const everywhere = Object.entries(phases).flatMap(([name, phase]) =>
  phase.actions.map((action) => [name, action, phase] as const),
);

/** Each fault on a stand-in of its own, all at once: most of it is waiting. */
async function withEach(names: readonly string[], run: (fault: string) => Promise<void>) {
  await Promise.all(names.map(run));
}

const allFaults = Object.keys(faults);

describe.concurrent("when a service does the same for ever, and Ctrl-C comes", () => {
  it.each(everywhere)("%s: %s", async (_, action, { work, isRunning }) => {
    await withEach(allFaults, async (fault) => {
      await using standIn = await startStandIn();
      const stop = new AbortController();
      const behave = failing(action, fault);
      let stoppedAtMs: number | undefined;
      let isPlanned = false;
      const interruptSoon = (): void => {
        if (isPlanned) return;
        isPlanned = true;
        setTimeout(() => {
          stoppedAtMs = performance.now();
          stop.abort();
        }, 700);
      };
      const isAtEnd = action === "DeleteStream" || action === "DeleteQueue";
      standIn.behave = (asked) => {
        const answer = behave(asked);
        if (isAtEnd ? isRunning.test(asked.action) : answer !== undefined) interruptSoon();
        return answer;
      };
      const ended = await onAccount(standIn, stop.signal, work);
      // What was on its way to the service arrives there.
      await new Promise((resolve) => setTimeout(resolve, fault === "slow" ? 3500 : 300));
      expectNamed(standIn, ended, fault);
      // A probe creates all the time, and what is asked for at that moment may be there.
      const isCreating = work === probing || /^(Create|Delete)(Stream|Queue)$/.test(action);
      // On a busy machine two seconds may be too short to delete in; that is said.
      const left = ended.account.ledger.left().filter(({ reason = "" }) => !/in time/.test(reason));
      if (!isCreating) expect(left, fault).toEqual([]);
      // Two seconds, and what a busy machine adds.
      if (stoppedAtMs !== undefined) {
        expect(ended.endedAtMs - stoppedAtMs, fault).toBeLessThan(5000);
      }
    });
  });
});

const briefly = (
  [
    ["stream", stream.actions, short(encrypted)],
    ["queue", queue.actions, short(queueDesign)],
  ] as const
).flatMap(([name, actions, work]) => actions.map((action) => [name, action, work] as const));
const passing = allFaults.filter((fault) => fault !== "silent" && fault !== "denied");

describe.concurrent("when a service does it twice, and then is well", () => {
  it.each(briefly)("%s: %s", async (_, action, work) => {
    await withEach(passing, async (fault) => {
      await using standIn = await startStandIn();
      standIn.behave = failing(action, fault, 2);
      const ended = await onAccount(standIn, new AbortController().signal, work);
      expect(ended.error, fault).toBeUndefined();
      expect(ended.named, fault).toEqual([]);
      expect(standIn.resources(), fault).toEqual([]);
    });
  });
});

describe.concurrent("what cannot be deleted", () => {
  it.each([
    ["stream", "DeleteStream", short(streamDesign)],
    ["queue", "DeleteQueue", short(queueDesign)],
    ["probe", "DeleteStream", probing],
    ["probe", "DeleteQueue", probing],
    ["calibrate", "DeleteStream", calibrating],
    ["calibrate", "DeleteQueue", calibrating],
  ] as const)(
    "is named, and the first of it ends the creating (%s: %s)",
    async (_, action, work) => {
      await using standIn = await startStandIn();
      standIn.behave = failing(action, "denied");
      const ended = await onAccount(standIn, new AbortController().signal, work);
      expect(ended.named.toSorted()).toEqual(standIn.resources().toSorted());
      expect(ended.named.length).toBeGreaterThan(0);
      expect(ended.account.closedBecause).toMatch(/could not be deleted$/);
      const firstDenied = standIn.asked.findIndex((asked) => asked.action === action);
      const later = standIn.asked.slice(firstDenied).map((asked) => asked.action);
      // Of the checks that a probe makes side by side, each may have been about to create.
      expect(later.filter((each) => each.startsWith("Create")).length).toBeLessThanOrEqual(
        work === probing ? 8 : 0,
      );
    },
    200_000,
  );
});
