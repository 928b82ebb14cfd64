/**
 * Small histories of what happens to a run with several machines: they die, begin in the middle, read children before parents, do again
 * what was done, and their clocks differ. Each with the verdict that docs/HISTORY.md gives it. One word per record: see `story`.
 */
import { describeStories } from "./describe-stories.ts";
import { clocks, ends, header } from "./story.ts";

const first = "s0 a0@1 d0@1 b0 e0";
const json = (fields: object): string => `!${JSON.stringify(fields)}`;
const since = (fields: object): string =>
  json({
    ...{ type: "lease", app: "map", consumer: "c1", lane: "s", action: "taken" },
    ...{ from: "at-timestamp", ...fields },
  });
const arrived = (fields: object): string =>
  json({
    ...{ type: "delivery", app: "map", consumer: "c1", lane: "s", position: "2", key: "t" },
    ...{ seq: 1, index: 2, ...fields },
  });
const sent = (fields: object): string => json({ type: "send", key: "t", ...fields });
const named = (...names: string[]): string => header({ lanes: names.map((lane) => ({ lane })) });

const cases: Record<string, string> = {
  "what is done again": `
    all from a checkpoint, by another: ${first} s1 a1@2 d1@2 b1 e1 k d0@1^c2 b0^c2 e0^c2 d1@2^c2 b1^c2 e1^c2 end => valid duplicate-effect:2
    not to the end: ${first} s1 a1@2 d1@2 b1 e1 k d0@1^c2 b0^c2 e0^c2 d1@2^c2 end => invalid duplicate-effect:1 stale-effect:1
    not to the end, and there is more to come: ${first} s1 a1@2 d1@2 b1 e1 k d0@1^c2 b0^c2 e0^c2 cut => unknown duplicate-effect:1
    backwards: ${first} s1 a1@2 d1@2 b1 e1 s2 a2@3 d2@3 b2 e2 b2 e2 b1 e1 b0 e0 end => invalid duplicate-effect:3 stale-effect:2
    by one that is late, as in V9: ${first} s1 a1@2 d1@2 b1 e1 s2 a2@3 d2@3 b2 e2 s3 a3@4 d3@4 b3 e3 d1@2^c2 b1^c2 e1^c2 d2@3^c2 b2^c2 e2^c2 end => invalid duplicate-effect:2 stale-effect:2
    tried in vain: ${first} d0@1^c2 b0^c2 x0^c2 end => valid
    received again, and left: ${first} s1 a1@2 d1@2 b1 e1 d0@1^c2 d1@2^c2 end => valid by exactly-once-ordered
    while another is at the next: ${first} s1 a1@2 d1@2 b1 d0@1^c2 b0^c2 e0^c2 e1 end => invalid duplicate-effect:1 key-overlap:1
    of message ids: s0 a0@x d0@x b0 e0 s1 a1@y d1@y b1 e1 d0@x^c2 b0^c2 e0^c2 end => invalid duplicate-effect:1 stale-effect:1
    once per application: ${first} d0@1~bill b0~bill e0~bill b0~bill e0~bill end => valid duplicate-effect:1
    of an event that was done late: s0 a0@1 s1 a1@2 d1@2 b1 e1 d0@1 b0 e0 b1 e1 end => invalid duplicate-effect:1 nonmonotonic-effect:1
    of an event that was done late, before the top: s0 a0@1 s1 a1@2 d1@2 b1 e1 d0@1 b0 e0 b0 e0 end => invalid duplicate-effect:1 nonmonotonic-effect:1 stale-effect:1
  `,
  "a consumer that dies": `
    between its work and its commit: ${first} k d0@1^c2 b0^c2 e0^c2 c0@1^c2 end => valid duplicate-effect:1
    between its work and its commit, where once is asked: ${first} k d0@1^c2 b0^c2 e0^c2 c0@1^c2 end => invalid duplicate-effect:1 by exactly-once-ordered
    at work, with the next in hand: s0 a0@1 s1 a1@2 d0@1 d1@2 b0 k d0@1^c2 b0^c2 e0^c2 d1@2^c2 b1^c2 e1^c2 end => valid
    between its commit and its work: ${first} s1 a1@2 d1@2 c1@2 b1 k cut => invalid unprocessed:1
    between its commit and its work, where nothing was ever done: s0 a0@1 d0@1 c0@1 b0 k cut => unknown
    between its commit and its work, and it came again all the same: ${first} s1 a1@2 d1@2 c1@2 b1 k d1@2^c2 b1^c2 e1^c2 cut => valid
    with a checkpoint ahead of two events: ${first} s1 a1@2 s2 a2@3 d1@2 d2@3 C@3 k La@3^c2 cut => invalid unprocessed:2
    and the next begins behind it: ${first} s1 a1@2 d1@2 k La@2^c2 cut => invalid unprocessed:1
    and the next begins at LATEST: ${first} s1 a1@2 d1@2 k Ll^c2 cut => invalid unprocessed:1
    and the next begins at the beginning: ${first} s1 a1@2 d1@2 k L^c2 cut => unknown
    and the next begins before it: ${first} s1 a1@2 d1@2 k La@1^c2 cut => unknown
    not, and another begins behind it: ${first} s1 a1@2 d1@2 La@2^c2 cut => unknown
    before it took the lane: ${first} s1 a1@2 k La@2^c2 d1@2^c2 b1^c2 e1^c2 cut => valid
    and comes back under its name: ${first} s1 a1@2 d1@2 b1 k d1@2 b1 e1 end => valid
    and comes back, twice: s0 a0@1 d0@1 b0 k d0@1 b0 k d0@1 b0 e0 end => valid
    after it gave the event to nobody: s0 a0@1 d0@1 b0 e0 s1 a1@2 d1@2 k end => invalid unprocessed:1
    of another application: s0 a0@1 d0@1 b0 k~bill d0@1^c2 b0^c2 e0^c2 end => invalid key-overlap:1
    as one slot of its worker: s0 a0@1 d0@1^c1/3 b0^c1/3 k^c1/3 d0@1^c1/4 b0^c1/4 e0^c1/4 end => valid
    not, and two slots of it are at work: s0 a0@1 s1 a1@2 d0@1^c1/3 d1@2^c1/4 b0^c1/3 b1^c1/4 e0^c1/3 e1^c1/4 end => invalid key-overlap:1 overtake:1
    of a name like its own: s0 a0@1 d0@1^c11 b0^c11 k^c1 d0@1^c2 b0^c2 e0^c2 end => invalid key-overlap:1
  `,
  "lanes that are split and merged": `
    a child while its parent has more: s0 a0@1 s1 a1@2 d0@1 b0 e0 R%s>t s2 a2@1%t d2@1%t b2 e2 d1@2 b1 e1 end => invalid nonmonotonic-effect:1
    a child while its parent's event is in hand: s0 a0@1 d0@1 R%s>t s1 a1@1%t d1@1%t b1 e1 b0 e0 end => invalid nonmonotonic-effect:1 overtake:1
    a child while its parent's event was a dead one's: s0 a0@1 d0@1 k R%s>t s1 a1@1%t d1@1%t^c2 b1^c2 e1^c2 d0@1^c2 b0^c2 e0^c2 end => invalid nonmonotonic-effect:1
    sent again into the child, behind the next: s0 u0 s1 a1@2 d1@2 b1 e1 R%s>t s0 a0@1%t d0@1%t b0 e0 end => invalid nonmonotonic-send:1
    an event of the parent that is read late: ${first} s1 R%s>t s2 a2@1%t d2@1%t b2 e2 a1@2 d1@2 b1 e1 end => invalid nonmonotonic-effect:1
    a key in both children: ${first} R%s>t,u s1 a1@1%t d1@1%t b1 e1 s2 a2@1%u d2@1%u b2 e2 end => invalid misrouted:1
    two keys, each in a child: ${first} q.s0 q.a0@2 q.d0@2 q.b0 q.e0 R%s>t,u s1 a1@1%t d1@1%t b1 e1 q.s1 q.a1@1%u q.d1@1%u q.b1 q.e1 end => valid
    split and merged again: ${first} R%s>t,u s1 a1@1%t d1@1%t b1 e1 R%t,u>v s2 a2@1%v d2@1%v b2 e2 end => valid
    lower positions in the child: s0 a0@90 d0@90 b0 e0 R%s>t s1 a1@1%t d1@1%t b1 e1 end => valid
    families that a header names: ${header({ lanes: [{ lane: "s" }, { lane: "t", parents: ["s"] }] })} ${first} s1 a1@1%t d1@1%t b1 e1 end => valid
    a child that no header names: ${named("s")} ${first} R%s>t s1 a1@1%t d1@1%t b1 e1 end => valid
    a parent that no header names: ${named("s")} ${first} R%x>t s1 a1@2 d1@2 b1 e1 end => unknown
    the child alone is read, from its beginning: s0 a0@1 R%s>t L%t s1 a1@1%t d1@1%t b1 e1 end => invalid lost:1
    the child alone is read, from LATEST: s0 a0@1 R%s>t Ll%t s1 a1@1%t d1@1%t b1 e1 end => valid
    a child's child that nobody reads: ${first} R%s>t R%t>u s1 a1@1%u end => invalid lost:1
    message ids in the child: s0 a0@1 R%s>t s1 a1@x%t d1@x%t b1 e1 d0@1 b0 e0 end => invalid nonmonotonic-effect:1
    a copy in the parent and one in the child: s0 s0 a0@1 R%s>t a0@1%t d0@1 b0 e0 d0@1%t end => valid duplicate-log:1
    resharded between send and acknowledgement: s0 a0@1 s1 R%s>t a1@2%t d1@2%t b1 e1 d0@1 b0 e0 end => invalid nonmonotonic-effect:1
    a checkpoint of the parent alone: ${first} R%s>t s1 a1@1%t d1@1%t C@9 cut => unknown
    a copy in the child: ${first} R%s>t s0 a0@1%t d0@1%t end => valid duplicate-log:1
    a copy in the child, where once is asked: ${first} R%s>t s0 a0@1%t d0@1%t end => invalid duplicate-log:1 by exactly-once-ordered
  `,
  "where a reader begins": `
    at a time, and before it: s0=5 a0@1=6 ${since({ fromMs: 6, atMs: 7 })} s1=8 a1@2=9 d1@2=10 b1=11 e1=12 end=13 => valid
    at a time, and at it: s0=5 a0@1=6 ${since({ fromMs: 5, atMs: 7 })} s1=8 a1@2=9 d1@2=10 b1=11 e1=12 end=13 => invalid lost:1
    at a time that is not told: s0=5 a0@1=6 ${since({ atMs: 7 })} s1=8 a1@2=9 d1@2=10 b1=11 e1=12 end=13 => valid
    at a time to come: ${since({ fromMs: 9, atMs: 0 })} s0=5 a0@1=6 s1=9 a1@2=10 d1@2=11 b1=12 e1=13 end=14 => valid
    LATEST, and behind what it received first: s0=0 s1=1 a1@1=2 a0@2=3 Ll=4 d1@1=5 b1=6 e1=7 s2=8 a2@3=9 d2@3=10 b2=11 e2=12 end=13 => invalid lost:1
    LATEST, refused before and sent again: s0=0 r0=1 Ll=2 s0=3 a0@1=4 s1=5 a1@2=6 d1@2=7 b1=8 e1=9 end=10 => invalid lost:1
    LATEST, sent before and acknowledged after: s0=0 Ll=1 a0@1=2 s1=3 a1@2=4 d1@2=5 b1=6 e1=7 end=8 => valid
    LATEST, and received all the same: s0=0 a0@1=1 Ll=2 d0@1=3 b0=4 e0=5 end=6 => valid
    LATEST in one lane alone: s0 a0@1 q.s0 q.a0@1%r Ll s1 a1@2 d1@2 b1 e1 end => invalid lost:1
    LATEST, of one application alone: s0 a0@1 Ll~bill d0@1 b0 e0 s1 a1@2 d1@2 b1 e1 d1@2~bill b1~bill e1~bill end => valid
    nowhere: s0 a0@1 end => invalid lost:1
    and receives nothing: ${first} L~bill end => invalid lost:1
    and expires, and skips: L ${first} s1 a1@2 ${json({ type: "lease", app: "map", consumer: "c1", lane: "s", action: "expired" })} Ll s2 a2@3 d2@3 b2 e2 end => invalid lost:1
    and is lost to another: L ${first} ${json({ type: "lease", app: "map", consumer: "c1", lane: "s", action: "lost" })} La@1^c2 s1 a1@2 d1@2^c2 b1^c2 e1^c2 end => valid
    and has not come so far: L ${first} s1 a1@2 s2 a2@3 d1@2 b1 e1 cut => unknown unseen:1
    and has passed one: L ${first} s1 a1@2 s2 a2@3 d2@3 b2 e2 cut => invalid lost:1
    and has passed one of another key: L ${first} q.s0 q.a0@2 s1 a1@3 d1@3 b1 e1 cut => unknown unseen:1
    and has passed one by message ids: s0 a0@x s1 a1@y d1@y b1 e1 cut => unknown unseen:1
  `,
  "what becomes of a send": `
    acknowledged when it has arrived: s0 d0@1 a0@1 b0 e0 end => valid
    acknowledged when it is done: s0 d0@1 b0 e0 a0@1 end => valid
    in doubt, refused when sent again, and there: s0 u0 s0 r0 d0@1 b0 e0 end => valid
    in doubt, refused when sent again, and gone: ${first} s1 u1 s1 r1 end => valid
    of two by name, one in doubt: s0#x s0#y a0#y@1 u0#x d0@1 b0 e0 end => valid
    of two by name, both refused: ${first} s1#x s1#y r1#x r1#y d1@2 b1 e1 end => invalid phantom:1
    of none by that name: s0 a0#x@1 d0@1 b0 e0 end => unknown
    without a name, of one that has one: s0#x a0@1 d0@1 b0 e0 end => valid
    the same name for two events: s0#x a0#x@1 s1#x a1#x@2 d0@1 b0 e0 d1@2 b1 e1 end => valid
    refused, and acknowledged all the same: s0 r0 a0@1 d0@1 b0 e0 end => unknown
    in doubt, of what was never sent: ${first} u1 end => unknown
    given up by its producer: ${first} s1 r1 ${json({ type: "discard", app: "map", key: "t", seq: 1 })} end => valid by ordered-or-set-aside
    given up by its producer, not allowed: ${first} s1 r1 ${json({ type: "discard", app: "map", key: "t", seq: 1 })} end => invalid
    none, and it has not come: ${first} s1 end => unknown
    none, and it has come: ${first} s1 d1@2 b1 e1 end => unknown
    in another order than acknowledged, with gaps between: s0 s1 a1@5 a0@9 d1@5 b1 e1 d0@9 b0 e0 end => invalid nonmonotonic-send:1
  `,
  "what arrives": `
    broken: ${first} s1 a1@2 ${arrived({ bytes: 10, checksum: 2, intact: false })} b1 e1 end => invalid corrupt:1
    of another size: ${first} s1 a1@2 ${arrived({ bytes: 11 })} b1 e1 end => invalid corrupt:1
    with another checksum: ${first} s1 a1@2 ${arrived({ checksum: 3 })} b1 e1 end => invalid corrupt:1
    broken, twice: ${first} s1 a1@2 ${arrived({ bytes: 11 })} ${arrived({ bytes: 11 })} b1 e1 end => invalid corrupt:2
    broken, then whole: ${first} s1 a1@2 ${arrived({ bytes: 11 })} d1@2 b1 e1 end => invalid corrupt:1
    broken, and once is not asked: ${first} s1 a1@2 ${arrived({ bytes: 11 })} b1 e1 end => invalid corrupt:1 by unordered
    as it was sent first of two: s0 u0 ${sent({ seq: 0, index: 0, bytes: 12, checksum: 9 })} a0@1 d0@1 b0 e0 end => valid
    of a size that both tell: ${sent({ seq: 1, bytes: 7 })} a1@2 ${arrived({ bytes: 7, index: undefined })} b1 e1 end => valid
    of a size that one tells: ${sent({ seq: 1, bytes: 7 })} a1@2 ${arrived({ checksum: 7, index: undefined })} b1 e1 end => unknown
    whole, as it says itself: s0* a0@1 ${json({ type: "delivery", app: "map", consumer: "c1", lane: "s", position: "1", key: "t", seq: 0, intact: true })} b0 e0 end => valid
    and was never sent: ${first} d7@9 b7 e7 end => invalid phantom:1
    and was never sent, twice: ${first} d7@9 b7 e7 d8@10 b8 e8 end => invalid phantom:2
    and was never sent, by no key that is known: ${first} q.d0@9 end => invalid phantom:1
  `,
  "names of deliveries": `
    are right: s0 a0@1 d0#x@1 b0#x e0#x end => valid
    of one that is late: s0 a0@1 d0#x@1 b0#x d0#y@1^c2 b0#y^c2 e0#y^c2 e0#x end => invalid duplicate-effect:1 key-overlap:1
    of none: s0 a0@1 d0#x@1 b0#z e0#z end => unknown
    of none that has a name: s0 a0@1 d0@1 b0#x e0#x end => valid
    the same for two applications: s0 a0@1 d0#x@1 b0#x e0#x d0#x@1~bill b0#x~bill e0#x~bill end => valid
  `,
  "commits and what is put aside": `
    a checkpoint of another lane: ${first} s1 a1@2 d1@2 C@9%r cut => unknown
    a checkpoint of another application: ${first} s1 a1@2 d1@2 C@2~bill cut => unknown
    a commit by an application that did not receive it: ${first} s1 a1@2 d1@2 c1@2~bill cut => unknown
    a checkpoint, and the work after it: ${first} s1 a1@2 d1@2 C@2 b1 e1 cut => valid
    a checkpoint that goes back: ${first} s1 a1@2 d1@2 b1 e1 C@2 C@1 end => valid
    a dead letter of one application: ${first} d0@1~bill D0~bill end => unknown by ordered-or-set-aside
    a dead letter of each but the last: s0 a0@1 s1 a1@2 d0@1 b0 x0 D0 d1@2 b1 e1 end => valid by ordered-or-set-aside
    a dead letter, not allowed, and lost ones: s0 a0@1 s1 a1@2 s2 a2@3 d0@1 D0 d2@3 b2 e2 end => invalid lost:1
    a dead letter of what was refused: ${first} s1 r1 D1 end => valid by ordered-or-set-aside
    a discard of what came, and the next: s0 a0@1 s1 a1@2 d0@1 d1@2 G0 b1 e1 end => valid by ordered-or-set-aside
  `,
  "one order of all keys": `
    two keys at once: s0 a0@1 q.s0 q.a0@2 d0@1 q.d0@2^c2 b0 q.b0^c2 e0 q.e0^c2 end => invalid key-overlap:1 overtake:1 by fleet-ordered
    two keys at once, each in order: s0 a0@1 q.s0 q.a0@2 d0@1 q.d0@2^c2 b0 q.b0^c2 e0 q.e0^c2 end => valid
    another key logged before: q.s0 q.a0@1 s0 a0@2 q.d0@1 q.b0 q.e0 d0@2 b0 e0 end => invalid nonmonotonic-send:1 by fleet-ordered
    another key in another lane: ${first} q.s0 q.a0@1%r q.d0@1%r q.b0 q.e0 end => invalid misrouted:1 by fleet-ordered
    two places for one event: s0 a0@1 d0@1 ${json({ type: "start", app: "map", consumer: "c1", key: "t", seq: 0, index: 7 })} e0 end => unknown by fleet-ordered
    one place for two events: ${first} ${json({ type: "send", key: "q", seq: 0, index: 0, bytes: 10, checksum: 1 })} q.u0 end => unknown by fleet-ordered
    one place for two events, of which a consumer tells one: s0 a0@1 d0@1 b0 e0 s1* a1@2 ${arrived({ bytes: 10, checksum: 2, index: 0, intact: true })} b1 e1 end => unknown by fleet-ordered
    a consumer that does not end: ${first} b0 end => unknown by fleet-ordered
    a key lost: s0 a0@1 q.s0 q.a0@2 q.d0@2 q.b0 q.e0 cut => unknown unseen:1 by fleet-ordered
  `,
  "clocks that differ": `
    another key near by: ${clocks} s0|p=0 a0@1|p=1 q.s0|p=2 q.a0@2|p=3 d0@1|w=50 b0|w=51 e0|w=52 q.d0@2|v=52^c2 q.b0|v=53^c2 q.e0|v=54^c2 ${ends} => valid
    another key near by, in one order: ${clocks} s0|p=0 a0@1|p=1 q.s0|p=2 q.a0@2|p=3 d0@1|w=50 b0|w=51 e0|w=52 q.d0@2|v=52^c2 q.b0|v=53^c2 q.e0|v=54^c2 ${ends} => unknown by fleet-ordered
    another application near by: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 d0@1~bill|v=52 b0~bill|v=53 e0~bill|v=54 ${ends} => valid
    a delivery near by: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=50 b0|w=51 e0|w=60 d1@2|v=62^c2 b1|v=100^c2 e1|v=101^c2 ${ends} => unknown
    just far enough: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=50 b0|w=51 e0|w=52 d1@2|v=63^c2 b1|v=64^c2 e1|v=65^c2 ${ends} => valid
    a death near by: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 k|v=58 d0@1|v=100^c2 b0|v=101^c2 e0|v=102^c2 ${ends} => unknown
    a death that is sure: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 k|v=70 d0@1|v=100^c2 b0|v=101^c2 e0|v=102^c2 ${ends} => valid
    overtaken for sure: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=20 d1@2|v=50^c2 b1|v=80^c2 e1|v=81^c2 b0|w=110 e0|w=111 ${ends} => invalid nonmonotonic-effect:1 overtake:1
    at one key at once, for sure: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=20 b0|w=21 d0@1|v=50^c2 b0|v=60^c2 e0|w=90 e0|v=120^c2 ${ends} => invalid duplicate-effect:1 key-overlap:1
    at one key at once, perhaps: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=20 b0|w=21 d0@1|v=50^c2 b0|v=60^c2 e0|w=65 e0|v=120^c2 ${ends} => unknown duplicate-effect:1
    done again too late, for sure: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=20 b0|w=21 e0|w=22 d1@2|w=23 b1|w=24 e1|w=25 d0@1|v=60^c2 b0|v=61^c2 e0|v=62^c2 ${ends} => invalid duplicate-effect:1 stale-effect:1
    done again too late, perhaps: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=20 b0|w=21 e0|w=22 d1@2|w=23 b1|w=24 e1|w=25 d0@1|v=26^c2 b0|v=27^c2 e0|v=28^c2 ${ends} => unknown duplicate-effect:1
    a producer ahead by seconds, without a bound: ${header({ recorder: "p" })} ${header({ recorder: "w", clockErrorMs: 5 })} d1@2|w=1 b1|w=2 e1|w=3 d0@1|w=4 b0|w=5 e0|w=6 s0|p=3000 a0@1|p=3001 s1|p=3002 a1@2|p=3003 end|p=4000 end|w=4000 => invalid nonmonotonic-effect:1
    without bounds, one worker: ${header({ recorder: "p" })} ${header({ recorder: "w" })} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 end|p=100 end|w=100 => valid
    without bounds, two workers at one key: ${header({ recorder: "p" })} ${header({ recorder: "w" })} ${header({ recorder: "v" })} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=50 b0|w=51 e0|w=52 d1@2|v=900^c2 b1|v=901^c2 e1|v=902^c2 end|p=999 end|w=999 end|v=999 => unknown
    a reshard that is told later: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=20 b0|w=21 e0|w=22 s1|p=60 a1@1%t|p=61 d1@1%t|w=80 b1|w=81 e1|w=82 R%s>t|p=105 ${ends} => unknown
    a reshard that is never told: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=20 b0|w=21 e0|w=22 s1|p=60 a1@1%t|p=61 d1@1%t|w=80 b1|w=81 e1|w=82 ${ends} => invalid misrouted:1
    a recorder without header: ${clocks} s0|p=0 a0@1|p=1 d0@1|x=20 b0|x=21 e0|x=22 end|x=200 ${ends} => valid
    a recorder without header or end: ${clocks} s0|p=0 a0@1|p=1 d0@1|x=20 b0|x=21 e0|x=22 ${ends} => unknown
    records without a name beside one header: ${header({ recorder: "p", clockErrorMs: 5 })} s0 a0@1 d0@1 b0 e0 end => valid
    LATEST, near by a send: ${clocks} s0|p=0 a0@1|p=1 Ll|w=5 s1|p=60 a1@2|p=61 d1@2|w=80 b1|w=81 e1|w=82 ${ends} => unknown
    LATEST, surely behind a send: ${clocks} s0|p=0 a0@1|p=1 Ll|w=25 s1|p=60 a1@2|p=61 d1@2|w=80 b1|w=81 e1|w=82 ${ends} => valid
    a dead letter near by: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=20 b0|w=21 x0|w=22 D0|v=28 ${ends} => unknown by ordered-or-set-aside
    a lane begun behind an event, of several recorders: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=10 b0|w=11 e0|w=12 s1|p=20 a1@2|p=21 d1@2|w=30 k|w=50 La@2|v=80^c2 cut|p=100 cut|w=100 cut|v=100 => unknown
    one recorder that ends before the others: ${clocks} s0|p=0 a0@1|p=1 end|p=2 d0@1|w=50 b0|w=51 e0|w=52 end|w=60 end|v=61 => valid
    not merged by time: ${clocks} s0|p=100 a0@1|p=101 d0@1|w=50 b0|w=51 e0|w=52 ${ends} => unknown
    lost for sure: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d1@2|w=50 b1|w=51 e1|w=52 ${ends} => invalid lost:1
    one end that is not drained: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 end|p=100 end|w=100 cut|v=100 => valid
    one end that is not drained, and one event to come: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 s1|p=60 a1@2|p=61 end|p=100 end|w=100 cut|v=100 => unknown unseen:1
    one end that is interrupted: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 end|p=100 end|w=100 int|v=100 => unknown
    one clock that runs back: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=49 e0|w=52 ${ends} => unknown
    a header behind its recorder's first record: s0|p=0 ${header({ recorder: "p", clockErrorMs: 5 })} ${header({ recorder: "w", clockErrorMs: 5 })} a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 end|p=100 end|w=100 => unknown
  `,
  "what decides nothing": `
    pauses, throttling, retries: ${first} ${json({ type: "pause", app: "map", consumer: "c1", forMs: 5 })} ${json({ type: "throttle", action: "PutRecord", entries: 1 })} ${json({ type: "retry", action: "PutRecord" })} ${json({ type: "retried", action: "PutRecord", attempts: 2, retryDelayMs: 5 })} end => valid
    fields that are not known: ${sent({ seq: 0, bytes: 10, checksum: 1, colour: "red", index: 0 })} a0@1 d0@1 b0 e0 end => valid
    times before the beginning: ${sent({ seq: 0, bytes: 10, checksum: 1, index: 0, atMs: -5 })} a0@1 d0@1 b0 e0 end => valid
    duplicates in the log, where order alone is asked: s0 s0 a0@1 a0@2 d0@1 b0 e0 d0@2 b0 e0 end => valid duplicate-effect:1 duplicate-log:1
    numbers in a lane that has no order: ${header({ lanes: [{ lane: "s", hasLogOrder: false }] })} s0 a0@2 s1 a1@1 d1@1 b1 e1 d0@2 b0 e0 end => invalid nonmonotonic-effect:1
    what a header could not see, if anything is found: ${header({ notJudged: [{ reason: "x" }] })} s0 a0@1 s1 a1@2 d1@2 b1 e1 end => invalid lost:1
    what a header could not see of anything: ${header({ notJudged: [{ reason: "x" }] })} ${first} end => unknown
  `,
};

describeStories(cases);
