/**
 * A hundred small histories, each with the verdict that docs/HISTORY.md gives it: what recorders in other languages leave out, what
 * contradicts itself, what is repeated, late, put aside, lost. One word per record: see `story`.
 */
import { describeStories } from "./describe-stories.ts";
import { clocks, ends, header } from "./story.ts";

const first = "s0 a0@1 d0@1 b0 e0";
const cases: Record<string, string> = {
  "an end": `
    all done: ${first} end => valid
    no end: ${first} => unknown
    not drained, nothing open: ${first} cut => valid
    interrupted: ${first} int => unknown
    records after it: ${first} end s1 a1@2 d1@2 b1 e1 => unknown
    two ends: ${first} end end => unknown
    the whole history twice: ${first} end ${first} end => unknown duplicate-effect:1
    counts other sends: ${first} !{"type":"end","drained":true,"sent":2} => unknown
    more offered than sent: ${first} !{"type":"end","drained":true,"offered":9} => unknown
    more offered, sends counted: ${first} !{"type":"end","drained":true,"offered":9,"sent":1} => valid
    not judged, and forbidden: ${first} !{"type":"end","drained":true,"notJudged":[{"anomaly":"lost","reason":"x"}]} => unknown
    not judged, and allowed: ${first} !{"type":"end","drained":true,"notJudged":[{"anomaly":"duplicate-log","reason":"x"}]} => valid
  `,
  "what is left out": `
    payloads: s0* a0@1 d0*@1 b0 e0 end => unknown
    payloads, unordered: s0* a0@1 d0*@1 b0 e0 end => unknown by unordered
    payloads at the receiver: s0 a0@1 d0*@1 b0 e0 end => unknown
    payloads at the sender: s0* a0@1 d0@1 b0 e0 end => unknown
    starts: s0 a0@1 d0@1 e0 end => unknown
    starts, unordered: s0 a0@1 d0@1 e0 end => valid by unordered
    effects: s0 a0@1 d0@1 b0 end => unknown
    sends: d0@1 b0 e0 end => unknown
    acks: s0 d0@1 b0 e0 end => unknown
    one ack: ${first} s1 d1@2 b1 e1 end => unknown
    acks, but every attempt is in doubt: s0 u0 d0@1 b0 e0 end => valid
    deliveries of one event: ${first} s1 a1@2 b1 e1 end => invalid lost:1
    effects of one application: ${first} d0@1~bill end => unknown
    starts of one application: ${first} d0@1~bill e0~bill end => unknown
    everything but an end: end => unknown
    the event of a commit: ${first} s1 a1@2 d1@2 !{"type":"commit","app":"map","consumer":"c1","lane":"s","position":"2","scope":"event"} cut => unknown
    lane and position of work: s0 a0@1 d0@1 b0 e0 s1 a1@2 d1@2 b1 e1 end => valid
  `,
  seqs: `
    begin at 1: s1 a1@1 d1@1 b1 e1 s2 a2@2 d2@2 b2 e2 end => valid
    have gaps: s3 a3@1 d3@1 b3 e3 s9 a9@2 d9@2 b9 e9 end => valid
    have gaps, one is lost: s3 a3@1 s9 a9@2 s12 a12@3 d3@1 b3 e3 d12@3 b12 e12 end => invalid lost:1
    are sent backwards: s1 a1@1 s0 a0@2 d1@1 b1 e1 d0@2 b0 e0 end => invalid nonmonotonic-send:1
    cannot be read: ${first} d-1@2 end => invalid corrupt:1
  `,
  fates: `
    refused, sent again: s0 r0 s0 a0@1 d0@1 b0 e0 end => valid
    refused for good: ${first} s1 r1 end => valid
    refused and delivered: ${first} s1 r1 d1@2 b1 e1 end => invalid phantom:1
    in doubt and gone: ${first} s1 u1 end => valid
    in doubt and there: ${first} s1 u1 d1@2 b1 e1 end => valid
    one refused of two at once: s0 s0 r0 a0@1 d0@1 b0 e0 end => valid
    one refused of two, by name: s0#x s0#y r0#y a0#x@1 d0@1 b0 e0 end => valid
    of an attempt with another name: s0#x a0#y@1 d0@1 b0 e0 end => unknown
    two of one attempt: s0 a0@1 r0 d0@1 b0 e0 end => unknown
    two acks of one attempt: s0 a0@1 a0@1 d0@1 b0 e0 end => unknown
    an ack without a send: ${first} a1@2 d1@2 b1 e1 end => invalid phantom:1
    two attempts, one place: s0 s0 a0@1 a0@1 d0@1 b0 e0 end => valid
    two attempts, two places: s0 s0 a0@1 a0@2 d0@1 b0 e0 d0@2 end => valid duplicate-log:1
    two places, once: s0 s0 a0@1 a0@2 d0@1 b0 e0 d0@2 end => invalid duplicate-log:1 by exactly-once-ordered
    two places, one of them empty: s0 s0 a0@1 a0@2 d0@1 b0 e0 end => unknown
    in doubt, sent again, both there: s0 u0 s0 a0@2 d0@1 b0 e0 d0@2 end => valid duplicate-log:1
    in doubt, sent again behind the next: s0 u0 s1 a1@2 s0 a0@3 d1@2 b1 e1 d0@3 b0 e0 end => invalid nonmonotonic-send:1
  `,
  places: `
    two events at one: ${first} s1 a1@1 d1@1 b1 e1 end => unknown
    two keys at one: ${first} q.s0 q.a0@1 q.d0@1 q.b0 q.e0 end => unknown
    from elsewhere: s0 a0@1 d0@9 b0 e0 end => unknown
    from elsewhere and from there: s0 a0@1 d0@1 b0 e0 d0@9 end => valid duplicate-log:1
    work from elsewhere: s0 a0@1 d0@1 b0@7 e0 end => unknown
    of two forms: s0 a0@1 d0@1 b0 e0 s1 a1@x d1@x b1 e1 end => unknown
    with zeros in front: s0 a0@09 s1 a1@10 d0@09 b0 e0 d1@10 b1 e1 end => valid
    beyond all doubles: s0 a0@9007199254740992 s1 a1@9007199254740993 d1@9007199254740993 b1 e1 d0@9007199254740992 b0 e0 end => invalid nonmonotonic-effect:1
    message ids, in order: s0 a0@x s1 a1@y d0@x b0 e0 d1@y b1 e1 end => valid
    message ids, out of order: s0 a0@x s1 a1@y d1@y b1 e1 d0@x b0 e0 end => invalid nonmonotonic-effect:1
    numbers without an order: ${header({ lanes: [{ lane: "s", hasLogOrder: false }] })} s0 a0@2 s1 a1@1 d0@2 b0 e0 d1@1 b1 e1 end => valid
    message ids that have an order: ${header({ lanes: [{ lane: "s", hasLogOrder: true }] })} s0 a0@x d0@x b0 e0 end => unknown
    in a lane that no header names: ${header({ lanes: [{ lane: "other" }] })} ${first} end => unknown
  `,
  work: `
    before the delivery: s0 a0@1 b0 e0 d0@1 end => unknown
    ends before it begins: s0 a0@1 d0@1 e0 b0 end => unknown
    never ends: ${first} s1 a1@2 d1@2 b1 end => invalid unprocessed:1
    never ends, not drained: ${first} s1 a1@2 d1@2 b1 cut => unknown
    never ends again: ${first} b0 end => unknown
    never ends again, unordered: ${first} b0 end => valid by unordered
    begins twice, ends once: s0 a0@1 d0@1 b0 b0 e0 end => valid
    ends twice, begins once: s0 a0@1 d0@1 b0 e0 e0 end => unknown duplicate-effect:1
    of a consumer that died: s0 a0@1 d0@1 b0 k d0@1^c2 b0^c2 e0^c2 end => valid
    of a consumer that died, unrecorded: s0 a0@1 d0@1 b0 d0@1^c2 b0^c2 e0^c2 end => invalid key-overlap:1
    of a consumer that gave up: s0 a0@1 d0@1 b0 x0 d0@1^c2 b0^c2 e0^c2 end => valid
    of a slot that died with its consumer: s0 a0@1 d0@1^c1/3 b0^c1/3 k^c1 d0@1^c2 b0^c2 e0^c2 end => valid
    of a consumer after its death: s0 a0@1 d0@1 b0 k e0 end => unknown
    twice at once: s0 a0@1 d0@1 b0 d0@1^c2 b0^c2 e0 e0^c2 end => invalid duplicate-effect:1 key-overlap:1
    of two events at once, one consumer: s0 a0@1 s1 a1@2 d0@1 d1@2 b0 b1 e0 e1 end => invalid overtake:1
    abandoned and passed: s0 a0@1 s1 a1@2 d0@1 d1@2 b0 x0 b1 e1 b0 e0 end => invalid nonmonotonic-effect:1 overtake:1
    passed after a death: s0 a0@1 s1 a1@2 d0@1 d1@2 k d1@2^c2 b1^c2 e1^c2 d0@1^c2 b0^c2 e0^c2 end => invalid nonmonotonic-effect:1
    on what nobody sent or received: ${first} b7 e7 end => invalid phantom:1
    on a delivery of another event: s0 a0@1 d0#x@1 s1 a1@2 d1#y@2 b0#y e0#x b1#y e1#y end => unknown
  `,
  repeats: `
    of all, in order: ${first} s1 a1@2 d1@2 b1 e1 b0 e0 b1 e1 end => valid duplicate-effect:2
    of the earlier one: ${first} s1 a1@2 d1@2 b1 e1 b0 e0 end => invalid duplicate-effect:1 stale-effect:1
    of the earlier one, not drained: ${first} s1 a1@2 d1@2 b1 e1 b0 e0 cut => unknown duplicate-effect:1
    of the last one: ${first} b0 e0 end => valid duplicate-effect:1
    of the last one, where once is asked: ${first} b0 e0 end => invalid duplicate-effect:1 by exactly-once-ordered
    of the earlier one, then a later one is new: ${first} s1 a1@2 d1@2 b1 e1 b0 e0 s2 a2@3 d2@3 b2 e2 end => valid duplicate-effect:1
    of a delivery: ${first} d0@1^c2 end => valid
    by another application: ${first} d0@1~bill b0~bill e0~bill end => valid by exactly-once-ordered
  `,
  commits: `
    before the work: s0 a0@1 d0@1 c0@1 b0 e0 end => valid
    before the delivery: s0 a0@1 c0@1 d0@1 b0 e0 end => unknown
    and no work: ${first} s1 a1@2 d1@2 c1@2 cut => invalid unprocessed:1
    and no work, interrupted: ${first} s1 a1@2 d1@2 c1@2 int => unknown
    a checkpoint at it: ${first} s1 a1@2 d1@2 C@2 cut => invalid unprocessed:1
    a checkpoint before it: ${first} s1 a1@2 d1@2 C@1 cut => unknown
    a checkpoint in its child: ${first} s1 a1@2 d1@2 R%s>t C@1%t cut => invalid unprocessed:1
    a later one: s0 a0@1 s1 a1@2 d0@1 d1@2 b1 e1 c1@2 cut => invalid overtake:1 unprocessed:1
    a later one of message ids: s0 a0@x s1 a1@y d0@x d1@y b1 e1 c1@y cut => invalid overtake:1
    a later one of another key: ${first} s1 a1@2 d1@2 q.s0 q.a0@3 q.d0@3 q.b0 q.e0 q.c0@3 cut => unknown
  `,
  "putting aside": `
    is not allowed: ${first} s1 a1@2 d1@2 D1 end => invalid
    is allowed: ${first} s1 a1@2 d1@2 D1 end => valid by ordered-or-set-aside
    dead letters, unordered: ${first} s1 a1@2 d1@2 D1 end => valid by unordered
    discards, unordered: ${first} s1 a1@2 d1@2 G1 end => invalid by unordered
    and then working on it: s0 a0@1 d0@1 D0 b0 e0 end => valid by ordered-or-set-aside
    and then receiving it again: s0 a0@1 d0@1 G0 d0@1^c2 b0^c2 e0^c2 end => valid by ordered-or-set-aside
    lets later ones pass: s0 a0@1 s1 a1@2 d0@1 d1@2 b0 x0 D0 b1 e1 end => valid by ordered-or-set-aside
    and coming back late: s0 a0@1 s1 a1@2 d0@1 d1@2 G0 b1 e1 b0 e0 end => invalid nonmonotonic-effect:1 by ordered-or-set-aside
    unread dead letters: s0 a0@1 D0 s1 a1@2 d1@2 b1 e1 end => valid by ordered-or-set-aside
    unread discards: s0 a0@1 G0 d0@1 b0 e0 end => unknown by ordered-or-set-aside
    what was not sent: ${first} D7 end => unknown by ordered-or-set-aside
  `,
  lanes: `
    a child after its parent: s0 a0@1 d0@1 b0 e0 R%s>t s1 a1@1%t d1@1%t b1 e1 end => valid
    a child before its parent: s0 a0@1 R%s>t s1 a1@5%t d1@5%t b1 e1 d0@1 b0 e0 end => invalid nonmonotonic-effect:1
    a child, and its parent never: s0 a0@1 R%s>t s1 a1@5%t d1@5%t b1 e1 cut => invalid lost:1
    a grandchild before: s0 a0@1 R%s>t R%t>u s1 a1@5%u d1@5%u b1 e1 d0@1 b0 e0 end => invalid nonmonotonic-effect:1
    a merge: ${first} R%s,r>t s1 a1@1%t d1@1%t b1 e1 end => valid
    another, unrelated: ${first} s1 a1@1%t d1@1%t b1 e1 end => invalid misrouted:1
    a reshard that is told too late: ${first} s1 a1@1%t d1@1%t b1 e1 R%s>t end => invalid misrouted:1
    sent to a parent that is closed: ${first} R%s>t s1 a1@2 d1@2 b1 e1 end => unknown
    sent before, acknowledged after: s0 R%s>t a0@1 d0@1 b0 e0 end => valid
    a circle: ${first} R%s>t R%t>s end => unknown
  `,
  beginnings: `
    LATEST, and before it: s0 a0@1 Ll s1 a1@2 d1@2 b1 e1 end => valid
    TRIM_HORIZON, and before it: s0 a0@1 L s1 a1@2 d1@2 b1 e1 end => invalid lost:1
    LATEST again excuses nothing: L s0 a0@1 d0@1 b0 e0 s1 a1@2 Ll^c2 s2 a2@3 d2@3^c2 b2^c2 e2^c2 end => invalid lost:1
    after a position: s0 a0@1 La@1 s1 a1@2 d1@2 b1 e1 end => valid
    after a position, a later one is missing: s0 a0@1 La@1 s1 a1@2 s2 a2@3 d2@3 b2 e2 end => invalid lost:1
    what expired unread is lost: s0 a0@1 s1 a1@2 d1@2 b1 e1 end => invalid lost:1
    not come to yet: ${first} s1 a1@2 cut => unknown unseen:1
    an application that is named and never reads: ${header({ apps: ["map", "bill"] })} ${first} end => invalid lost:1
    an application that is not named: ${header({ apps: ["bill"] })} s0 a0@1 d0@1~bill b0~bill e0~bill d0@1 b0 e0 end => unknown
    one application misses one: ${first} d0@1~bill b0~bill e0~bill s1 a1@2 d1@2 b1 e1 end => invalid lost:1
    one application is out of order: s0 a0@1 s1 a1@2 d0@1 b0 e0 d1@2 b1 e1 d1@2~bill b1~bill e1~bill d0@1~bill b0~bill e0~bill end => invalid nonmonotonic-effect:1
  `,
  "one order of all": `
    kept: s0 a0@1 q.s0 q.a0@2 d0@1 b0 e0 q.d0@2 q.b0 q.e0 end => valid by fleet-ordered
    broken: s0 a0@1 q.s0 q.a0@2 q.d0@2 q.b0 q.e0 d0@1 b0 e0 end => invalid nonmonotonic-effect:1 by fleet-ordered
    broken between keys alone: s0 a0@1 q.s0 q.a0@2 q.d0@2 q.b0 q.e0 d0@1 b0 e0 end => valid
    unknown: s0* a0@1 d0*@1 b0 e0 end => unknown by fleet-ordered
  `,
  clocks: `
    far enough apart: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 ${ends} => valid
    two workers too near: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d0@1|w=50 b0|w=51 e0|w=60 d1@2|v=61^c2 b1|v=62^c2 e1|v=63^c2 ${ends} => unknown
    two workers, surely out of order: ${clocks} s0|p=0 a0@1|p=1 s1|p=2 a1@2|p=3 d1@2|v=50^c2 b1|v=51^c2 e1|v=52^c2 d0@1|w=80 b0|w=81 e0|w=82 ${ends} => invalid nonmonotonic-effect:1
    a delivery surely before its send: ${clocks} d0@1|w=0 s0|p=50 a0@1|p=51 b0|w=90 e0|w=91 ${ends} => unknown
    a delivery perhaps before its send: ${clocks} d0@1|w=0 s0|p=5 a0@1|p=6 b0|w=90 e0|w=91 ${ends} => valid
    an end is missing: ${clocks} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 end|p=100 end|w=100 => unknown
    a clock that runs back: s0=5 a0@1=4 d0@1=6 b0=7 e0=8 end=9 => unknown
    a header in the middle: s0 a0@1 ${header({})} d0@1 b0 e0 end => unknown
    a version of another time: ${header({ version: "9.9" })} ${first} end => unknown
    two runs: ${header({ run: "x", recorder: "p" })} ${header({ run: "y", recorder: "w" })} s0|p=0 a0@1|p=1 d0@1|w=50 b0|w=51 e0|w=52 end|p=100 end|w=100 => unknown
  `,
};

describeStories(cases);
