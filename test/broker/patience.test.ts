/** How long a channel waits for a service that is in trouble, does not get done, or does not answer at all. */
import { describe, expect, it } from "vitest";

import type { Channel } from "../../src/broker/broker.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import { answering, silentAt } from "./between.ts";
import { designs } from "./contract-designs.ts";
import { opening, type Opening } from "./opening.ts";

const { "kinesis shared": stream, "kinesis fan-out": pushed, "sqs-fifo": fifo } = designs;
const minuteMs = 60_000;

const reshard = (channel: Channel, { signal }: AbortController) => channel.reshard(4, signal);
const list = (channel: Channel, { signal }: AbortController) => channel.lanes(signal);

describe("a service in trouble is asked again for a minute; then it is said what failed", () => {
  it.each<[string, Design, Opening["use"]]>([
    ["CreateStream", stream, undefined],
    ["DescribeStreamSummary", stream, undefined],
    ["IncreaseStreamRetentionPeriod", { ...stream, retentionHours: 48 }, undefined],
    ["DescribeStreamConsumer", pushed, undefined],
    ["UpdateShardCount", stream, reshard],
    ["ListShards", stream, list],
    ["CreateQueue", fifo, undefined],
    ["GetQueueUrl", fifo, undefined],
  ])("%s", async (action, design, use) => {
    const faults = [{ kind: "server-error", actions: [action] }] as const;
    const runId = action === "GetQueueUrl" ? { runId: "0badcafe" } : {};
    const { failure, tookMs } = await opening(design, { faults, ...runId, ...(use && { use }) });
    expect(failure).toMatch(`${action} has failed for 60 s: `);
    expect(tookMs).toBeGreaterThan(minuteMs);
    expect(tookMs).toBeLessThan(1.2 * minuteMs);
  });

  it("but not where it is gone", async () => {
    const ended = async (channel: Channel, stop: AbortController): Promise<void> => {
      await channel[Symbol.asyncDispose]();
      await new Promise((resolve) => setTimeout(resolve, 5000));
      await channel.lanes(stop.signal);
    };
    const { failure, tookMs } = await opening(stream, { use: ended });
    expect(failure).toMatch("not found");
    expect(tookMs).toBeLessThan(20_000);
  });
});

describe("what does not get done is waited for so long, and no longer", () => {
  const unready = (status: string) => ({ StreamDescriptionSummary: { StreamStatus: status } });

  it.each([unready("CREATING"), {}])(
    "a stream that is created: two minutes, %j",
    async (answer) => {
      const between = () => answering("DescribeStreamSummary", async () => answer);
      const { failure, tookMs, queues } = await opening(stream, { between });
      expect(failure).toBe("stream trucks did not become ACTIVE");
      expect(tookMs).toBeGreaterThan(2 * minuteMs);
      expect(tookMs).toBeLessThan(2.1 * minuteMs);
      expect(queues).toEqual([]);
    },
  );

  it.each([{ ConsumerDescription: { ConsumerStatus: "CREATING" } }, {}])(
    "a consumer that is registered: two minutes, %j",
    async (answer) => {
      const between = () => answering("DescribeStreamConsumer", async () => answer);
      const { failure, tookMs, stream: status } = await opening(pushed, { between });
      expect(failure).toMatch(/^consumer arn:.* did not become ACTIVE$/);
      expect(tookMs).toBeGreaterThan(2 * minuteMs);
      expect(tookMs).toBeLessThan(2.1 * minuteMs);
      expect(status).toBe("gone");
    },
  );

  it("a reshard: a quarter of an hour", async () => {
    let isUpdating = false;
    const between = () =>
      answering("DescribeStreamSummary", async () => (isUpdating ? {} : undefined));
    const use = (channel: Channel, stop: AbortController): Promise<void> => {
      isUpdating = true;
      return reshard(channel, stop);
    };
    const { failure, tookMs } = await opening(stream, { between, use });
    expect(failure).toBe("stream trucks did not get 4 shards in time");
    expect(tookMs).toBeGreaterThan(15 * minuteMs);
    expect(tookMs).toBeLessThan(15.2 * minuteMs);
  });

  it("a reshard is looked at twice a second, and the end of the run is its end", async () => {
    const looks: number[] = [];
    const between = () =>
      answering("DescribeStreamSummary", async () => {
        looks.push(Date.now());
        return undefined;
      });
    const use = async (channel: Channel, stop: AbortController): Promise<void> => {
      looks.length = 0;
      setTimeout(() => stop.abort(), 2100);
      await reshard(channel, stop);
    };
    const { failure } = await opening(stream, { between, use });
    expect(failure).toBeUndefined();
    // The last is what a test asks when all is over.
    const apart = looks.slice(1, -1).map((atMs, at) => atMs - looks[at]!);
    expect(apart.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...apart)).toBeGreaterThan(500);
    expect(Math.max(...apart)).toBeLessThan(700);
    expect(looks.at(-2)! - looks[0]!).toBeLessThan(2100);
  });
});

it("a stream that distributes its records by itself is of no use, and goes again", async () => {
  const between = () =>
    answering("DescribeStreamSummary", async (_, pass) => {
      const { StreamDescriptionSummary: summary } = (await pass()) as {
        StreamDescriptionSummary: object;
      };
      return { StreamDescriptionSummary: { ...summary, RecordDistributionStrategy: "AUTO" } };
    });
  const { failure } = await opening(stream, { between });
  expect(failure).toMatch(
    /^stream trucks distributes records by itself .*no order can be measured/,
  );
});

it("a queue that is created without a URL is an error", async () => {
  const between = () => answering("CreateQueue", async () => ({}));
  const { failure } = await opening(fifo, { between });
  expect(failure).toBe("creating queue trucks.fifo gave no URL");
});

describe("a stream that was created and whose answer was lost is this run's own", () => {
  it.each([
    ["the SDK asked again", 0],
    ["all attempts of the SDK failed", 2],
  ])("when %s", async (_, failures) => {
    const trouble = { kind: "server-error", actions: ["CreateStream"] } as const;
    const faults = [
      { kind: "lost-response", actions: ["CreateStream"], nth: 1 } as const,
      ...Array.from({ length: failures }, (__, at) => ({ ...trouble, nth: 2 + at })),
    ];
    const { failure } = await opening(stream, { faults, runId: "0badcafe" });
    expect(failure).toBeUndefined();
  });
});

describe("a run that is stopped does not wait for an answer", () => {
  const inASecond = (stop: AbortController) => () => void setTimeout(() => stop.abort(), 1000);

  it.each<[string, Design]>([
    ["DescribeStreamSummary", stream],
    ["RegisterStreamConsumer", pushed],
    ["DescribeStreamConsumer", pushed],
  ])("while it opens a channel: %s", async (action, design) => {
    const between = (stop: AbortController) => silentAt(action, inASecond(stop));
    const { failure, tookMs } = await opening(design, { between });
    expect(failure).toMatch("could not create a stream on the embedded model: AbortError");
    expect(tookMs).toBeLessThan(20_000);
  });

  it("while it asks for the name of the stream whose consumers it registers", async () => {
    let isActive = false;
    const { failure, tookMs } = await opening(pushed, {
      between: (stop) => {
        const silent = silentAt("DescribeStreamSummary", inASecond(stop));
        return async (asked, pass) => {
          if (isActive) return silent(asked, pass);
          const answer = (await pass()) as { StreamDescriptionSummary?: { StreamStatus?: string } };
          isActive = answer.StreamDescriptionSummary?.StreamStatus === "ACTIVE";
          return answer;
        };
      },
    });
    expect(failure).toMatch("could not create a stream on the embedded model: AbortError");
    expect(tookMs).toBeLessThan(20_000);
  });

  it.each([
    ["ListShards", list],
    ["UpdateShardCount", reshard],
    ["DescribeStreamSummary", reshard],
  ])("of an open one: %s", async (action, act) => {
    let isOpen = false;
    const { failure, tookMs } = await opening(stream, {
      between: (stop) => {
        const silent = silentAt(action, inASecond(stop));
        return (asked, pass) => (isOpen ? silent(asked, pass) : pass());
      },
      use: async (channel, stop) => {
        isOpen = true;
        await act(channel, stop).finally(() => {
          isOpen = false;
        });
      },
    });
    expect(failure).toBe("ended");
    expect(tookMs).toBeLessThan(20_000);
  });
});
