import { expect, it } from "vitest";

import { keepsOrder } from "../../src/report/assertions/assertions.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { simulate } from "../../src/suite/simulate.ts";
import allAtOnce from "./planted/all-at-once.ts";
import checkpointsAhead from "./planted/checkpoints-ahead.ts";
import deletesFirst from "./planted/deletes-first.ts";
import forgetsChildren from "./planted/forgets-children.ts";
import goesOn from "./planted/goes-on.ts";
import * as queue from "./planted/queue.ts";
import resendsOnlyTheFailed from "./planted/resends-only-the-failed.ts";
import * as stream from "./planted/stream.ts";

/** The scenario, what its failure must show, and the same with the fault mended. */
const planted: readonly (readonly [Scenario, RegExp, Scenario])[] = [
  [
    deletesFirst,
    /unprocessed.*was committed\n[^]*mine-\d  #(\d+) deleted\n.*mine-\d  #\1 begun[^]*received  <[^]*CRASHES/,
    queue.dying("repaired", queue.careful),
  ],
  [
    goesOn,
    /nonmonotonic-effect[^]*#(\d+) given up: WorkFailed[^]*done  <[^]*#\1 received  <[^]*#\1 done/,
    queue.failing("repaired", queue.careful),
  ],
  [
    allAtOnce,
    /overtake[^]*mine-(\d)  #(\d+) begun  <\n.*mine-\1  #\d+ begun  <\n/,
    queue.halting("repaired", queue.careful),
  ],
  [
    resendsOnlyTheFailed,
    /nonmonotonic-send[^]*#(\d+) refused: InternalFailure  <[^]*#\1 sent  <[^]*#\1 in the log/,
    stream.refusing("repaired", stream.resendsInOrder),
  ],
  [
    forgetsChildren,
    /no consumer of mine ever read (shardId-0+[2-5]), which came of shardId-0+[01]\n[^]*RESHARD[^]*in the log of \1  </,
    stream.splitting("repaired", stream.careful()),
  ],
  [
    checkpointsAhead,
    /mine-1 died, and (\S+) was read on from behind it[^]*#(\d+) received  <[^]*CRASHES[^]*READS \1 on behind #\2/,
    stream.dying("repaired", stream.careful()),
  ],
];

it.each(planted)(
  "$name is caught, told so that its fault can be named, and mended",
  async (scenario, told, repaired) => {
    const results = await simulate(scenario, { seeds: 20, until: "failure" });
    const { pass, message } = keepsOrder(results);
    expect(pass).toBe(false);
    expect(message).toMatch(told);
    const mended = await simulate(repaired, { seeds: results.map(({ setup }) => setup!.seed) });
    expect(keepsOrder(mended)).toMatchObject({ pass: true });
  },
);
