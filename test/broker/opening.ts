/** Opening a channel called `trucks` where something may be there already, or go wrong. */
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";

import type { Channel } from "../../src/broker/broker.ts";
import { openChannel } from "../../src/broker/open-channel.ts";
import { ShardFamilies } from "../../src/client/tap/shard-families.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { Bill } from "../../src/cost/bill.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import { resolveDesign } from "../../src/scenario/resolve.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { type Between, startBetween } from "./between.ts";

export interface Opening {
  readonly name?: string;
  readonly runId?: string;
  readonly faults?: readonly Fault[];
  readonly before?: (target: ReturnType<typeof startEmbedded>) => Promise<unknown>;
  /** `stop` ends the run. */
  readonly between?: (stop: AbortController) => Between;
  readonly stopAfterMs?: number;
  /** With what was opened, before anybody looks. */
  readonly use?: (channel: Channel, stop: AbortController) => Promise<unknown>;
}

/** What came of it, and what is there five seconds later. */
export function opening(design: Design, options: Opening) {
  const { name = "trucks", runId, faults = [], before = async () => {}, stopAfterMs } = options;
  const { between = () => (_, pass) => pass(), use = async () => {} } = options;
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const stop = new AbortController();
    const target = startBetween(between(stop), { seed: 1, faults });
    target.beginRun();
    await before(target);
    const beganMs = clock.nowMs();
    if (stopAfterMs !== undefined) setTimeout(() => stop.abort(), stopAfterMs);
    const record = (): void => {};
    const run = {
      record,
      failed: (reason: unknown) => {
        throw reason;
      },
      fatesOf: () => [],
      dateOf: () => new Date(),
      bill: new Bill(),
      families: new ShardFamilies({ record, nowMs: clock.nowMs }),
    };
    const context = { name, ...clock, ...(runId !== undefined && { runId }) };
    const error = await openChannel(target, resolveDesign(design), context, run, stop.signal)
      .then((channel) => use(channel, stop))
      .then(
        () => undefined,
        (thrown: Error) => thrown,
      );
    const tookMs = clock.nowMs() - beganMs;
    const describe = new DescribeStreamSummaryCommand({ StreamName: name });
    await clock.sleep(5000);
    const stream = await target
      .kinesis()
      .send(describe)
      .then(
        ({ StreamDescriptionSummary: summary }) => summary?.StreamStatus,
        () => "gone",
      );
    const { QueueUrls = [] } = await target.sqs().send(new ListQueuesCommand({}));
    const { message: failure, cause } = error ?? {};
    return { failure, cause, tookMs, stream, queues: QueueUrls };
  });
}
