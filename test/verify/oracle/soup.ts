import type { HistoryRecord } from "../../../src/history/record.ts";
import type { Random } from "../../../src/random.ts";

/** What a soup is made of. */
interface Recipe {
  readonly recorders: number;
  /** Chance that a position is not where its seq would have it, that a field is missing, that a lane has message ids … */
  readonly disorder: number;
  readonly hasIds: boolean;
  readonly isOpaque: boolean;
}

/** Any mixture of records: nothing of it need make sense. Sends mostly come first, and each attempt mostly has one fate. */
export function soup(random: Random): HistoryRecord[] {
  const recipe: Recipe = {
    recorders: random() < 0.25 ? 2 : 1,
    disorder: random() < 0.4 ? 0 : random() * 0.5,
    hasIds: random() < 0.2,
    isOpaque: random() < 0.15,
  };
  const pot = new Pot(random, recipe);
  const length = 3 + Math.floor(random() * 55);
  pot.open();
  for (let step = 0; step < length; step += 1) pot.add();
  pot.close();
  return pot.records;
}

const kinds = [
  ...["send", "send", "send", "send", "fate", "fate", "fate", "delivery", "delivery", "delivery"],
  ...["start", "start", "effect", "effect", "effect", "abandon", "commit", "lease", "crash"],
  ...["reshard", "aside", "run"],
] as const;

class Pot {
  readonly records: HistoryRecord[] = [];
  readonly #random: Random;
  readonly #recipe: Recipe;
  readonly #pending: { key: string; seq: number; attemptId: string }[] = [];
  readonly #sent: { key: string; seq: number }[] = [];
  readonly #received: {
    key: string;
    seq: number;
    app: string;
    consumer: string;
    deliveryId: string;
  }[] = [];
  #atMs = 0;
  #names = 0;

  constructor(random: Random, recipe: Recipe) {
    this.#random = random;
    this.#recipe = recipe;
  }

  open(): void {
    const { recorders, isOpaque } = this.#recipe;
    if (recorders === 1 && this.#chance(0.7)) return;
    for (let at = 0; at < recorders; at += 1) {
      this.records.push({
        type: "header",
        version: "0.2",
        atMs: 0,
        ...this.#recorder(at),
        ...(this.#chance(0.8) && { clockErrorMs: this.#below(4) }),
        ...(this.#chance(0.4) && { apps: this.#chance(0.8) ? ["map", "bill"] : ["map"] }),
        ...(this.#chance(0.3) && {
          lanes: ["s0", "s1", "s2"].map((lane) => ({
            lane,
            ...(this.#chance(0.5) && { hasLogOrder: !isOpaque }),
          })),
        }),
      });
    }
  }

  close(): void {
    if (this.#chance(0.1)) return;
    const { recorders } = this.#recipe;
    const drained = this.#chance(0.6);
    for (let at = 0; at < recorders; at += 1) {
      if (this.#chance(0.03)) continue;
      this.records.push({
        type: "end",
        ...this.#recorder(at),
        atMs: this.#atMs,
        offered: this.#chance(0.05) ? 50 : 1,
        ...(this.#chance(0.1) && { sent: this.#chance(0.5) ? 3 : this.#sendsOf(at) }),
        sendingMs: 1,
        drained,
        interrupted: this.#chance(0.05),
      });
    }
    if (this.#chance(0.03)) this.add();
  }

  add(): void {
    const place = this.#recorder(this.#below(this.#recipe.recorders));
    if (this.#chance(0.8)) this.#atMs += this.#below(4);
    const atMs = this.#chance(0.02 * this.#recipe.disorder) ? this.#atMs - 3 : this.#atMs;
    const when = { ...place, atMs };
    switch (kinds[this.#below(kinds.length)]!) {
      case "send":
        return this.#send(when);
      case "fate":
        return this.#fate(when);
      case "delivery":
        return this.#deliver(when);
      case "start":
        return this.#work("start", when);
      case "effect":
        return this.#work("effect", when);
      case "abandon":
        return this.#work("abandon", when);
      case "commit":
        return this.#commit(when);
      case "lease":
        return this.#lease(when);
      case "crash":
        this.records.push({ type: "crash", app: this.#app(), consumer: this.#consumer(), ...when });
        return;
      case "reshard":
        this.#reshard(when);
        return;
      case "aside":
        if (this.#chance(0.3)) this.#putAside(when);
        return;
      case "run":
        this.records.push({ type: "throttle", action: "Put", entries: 1, ...when });
    }
  }

  #send(when: When): void {
    const event = this.#chance(0.8) ? this.#nextEvent() : this.#anyEvent();
    const attemptId = `t${(this.#names += 1)}`;
    this.#pending.push({ ...event, attemptId });
    this.#sent.push(event);
    this.records.push({
      type: "send",
      ...event,
      ...(!this.#isMissing() && { index: this.#indexOf(event) }),
      dueMs: when.atMs,
      ...(!this.#isMissing() && { bytes: 10 }),
      ...(!this.#isMissing() && { checksum: this.#slip(event.seq) }),
      ...(this.#recipe.hasIds && { attemptId }),
      ...when,
    });
  }

  #fate(when: When): void {
    const attempt =
      this.#pending.length > 0 && !this.#chance(0.02)
        ? this.#pending.splice(this.#chance(0.7) ? 0 : this.#below(this.#pending.length), 1)[0]!
        : { ...this.#anyEvent(), attemptId: "t1" };
    const { key, seq, attemptId } = attempt;
    const event = { key, seq, ...(this.#recipe.hasIds && !this.#chance(0.05) && { attemptId }) };
    const luck = this.#random();
    if (luck < 0.8) this.records.push({ type: "ack", ...event, ...this.#place(event), ...when });
    else
      this.records.push({
        type: luck < 0.9 ? "refused" : "uncertain",
        ...event,
        reason: "",
        ...when,
      });
  }

  #deliver(when: When): void {
    const event = this.#appearing();
    const received = {
      ...event,
      app: this.#app(),
      consumer: this.#consumer(),
      deliveryId: `d${(this.#names += 1)}`,
    };
    this.#received.push(received);
    const { deliveryId, ...who } = received;
    const seq = this.#chance(0.01) ? -1 : event.seq;
    this.records.push({
      type: "delivery",
      ...who,
      seq,
      ...this.#place(event),
      ...(!this.#isMissing() && { index: this.#indexOf(event) }),
      ...(!this.#isMissing() && { bytes: 10 }),
      ...(!this.#isMissing() && { checksum: this.#slip(event.seq) }),
      ...(!this.#isMissing() && { intact: !this.#chance(0.03) }),
      ...(this.#recipe.hasIds && { deliveryId }),
      ...when,
    });
  }

  #work(type: "start" | "effect" | "abandon", when: When): void {
    const of =
      this.#received.length > 0 && !this.#chance(0.05)
        ? this.#received[
            this.#chance(0.6) ? this.#received.length - 1 : this.#below(this.#received.length)
          ]!
        : { ...this.#appearing(), app: this.#app(), consumer: this.#consumer(), deliveryId: "d1" };
    const { deliveryId, ...who } = of;
    const record = {
      ...who,
      ...(this.#chance(0.1) && { consumer: this.#consumer() }),
      ...(!this.#isMissing() && this.#place(of)),
      ...(!this.#isMissing() && { index: this.#indexOf(of) }),
      ...(this.#recipe.hasIds && { deliveryId }),
      ...when,
    };
    this.records.push(type === "abandon" ? { type, ...record, reason: "" } : { type, ...record });
  }

  #commit(when: When): void {
    const isThrough = this.#chance(0.4);
    const of = this.#received[this.#below(this.#received.length)];
    const { app, consumer, key, seq } = of ?? {
      ...this.#anyEvent(),
      app: this.#app(),
      consumer: this.#consumer(),
    };
    this.records.push({
      type: "commit",
      app,
      consumer,
      ...this.#place({ key, seq }),
      scope: isThrough ? "through" : "event",
      ...(!isThrough && !this.#isMissing() && { key, seq }),
      ...when,
    });
  }

  #lease(when: When): void {
    const from = (["trim-horizon", "latest", "at-timestamp", "after-position"] as const)[
      this.#below(4)
    ]!;
    this.records.push({
      type: "lease",
      app: this.#app(),
      consumer: this.#consumer(),
      lane: this.#lane(),
      action: this.#chance(0.8)
        ? "taken"
        : (["ended", "given-up", "lost", "expired"] as const)[this.#below(4)]!,
      ...(this.#chance(0.9) && { from }),
      ...(from === "at-timestamp" && this.#chance(0.9) && { fromMs: this.#atMs - this.#below(20) }),
      ...(from === "after-position" && { fromPosition: `${100 + this.#below(60)}` }),
      ...when,
    });
  }

  #reshard(when: When): void {
    if (!this.#chance(0.4)) return;
    const isWild = this.#chance(this.#recipe.disorder * 0.3);
    const [parents, children] = isWild
      ? [[this.#lane()], [this.#lane()]]
      : this.#chance(0.6)
        ? [["s0"], ["s1", "s2"]]
        : [["s1", "s2"], ["s3"]];
    this.records.push({ type: "reshard", parents, children, ...when });
  }

  #putAside(when: When): void {
    const { key, seq, app } = this.#received.at(-1) ?? { ...this.#anyEvent(), app: this.#app() };
    const type = this.#chance(0.5) ? "dead-letter" : "discard";
    const who = this.#chance(0.5) ? { consumer: this.#consumer() } : {};
    this.records.push({ type, app, ...who, key, seq, reason: "", ...when });
  }

  /** The next seq of a truck. */
  #nextEvent(): Event {
    const key = this.#key();
    return { key, seq: this.#sent.filter((event) => event.key === key).length };
  }

  #anyEvent(): Event {
    return { key: this.#key(), seq: this.#below(5) };
  }

  /** An event that a consumer may have: mostly one that was sent. */
  #appearing(): Event {
    if (this.#sent.length === 0 || this.#chance(0.06)) return this.#anyEvent();
    const { key, seq } = this.#sent[this.#below(this.#sent.length)]!;
    return { key, seq };
  }

  #place(event: Event): { lane: string; position: string } {
    const { disorder, isOpaque } = this.#recipe;
    const lane = this.#chance(disorder) ? this.#lane() : "s0";
    const shift = this.#chance(disorder) ? this.#below(41) - 20 : 0;
    const number = 100 + event.seq * 10 + keys.indexOf(event.key) + shift;
    const isOdd = isOpaque !== this.#chance(0.02 * disorder);
    return { lane, position: isOdd ? `m-${number}` : `${number}` };
  }

  #indexOf({ key, seq }: Event): number {
    return this.#slip(seq * 2 + keys.indexOf(key));
  }

  #slip(value: number): number {
    return this.#chance(0.02 * this.#recipe.disorder) ? value + 1 : value;
  }

  #isMissing(): boolean {
    return this.#chance(0.08 * this.#recipe.disorder);
  }

  #sendsOf(recorder: number): number {
    const { recorder: name } = this.#recorder(recorder);
    return this.records.filter((record) => record.type === "send" && record.recorder === name)
      .length;
  }

  #recorder(at: number): { recorder?: string } {
    return this.#recipe.recorders === 1 ? {} : { recorder: `r${at}` };
  }

  #key(): string {
    return keys[this.#below(keys.length)]!;
  }

  #app(): string {
    return this.#chance(0.85) ? "map" : "bill";
  }

  #consumer(): string {
    return ["c1", "c1", "c1", "c2", "c1/3"][this.#below(5)]!;
  }

  #lane(): string {
    return `s${this.#below(4)}`;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

const keys = ["a", "b"];

interface Event {
  readonly key: string;
  readonly seq: number;
}

interface When {
  readonly recorder?: string;
  readonly atMs: number;
}
