/** The hostile part of the soak: callers who go away at every moment, inputs of every kind, bytes that make no sense. */
import { Asker } from "../test/emulator/host/http/hostile/asker.ts";
import { Calls } from "../test/emulator/host/http/hostile/calls.ts";
import { bytesOf, open, transports } from "../test/emulator/host/http/hostile/connection.ts";
import {
  disconnect,
  disconnects,
  isWhole,
  pause,
} from "../test/emulator/host/http/hostile/disconnects.ts";
import { attempt, spoilt, tryOut } from "../test/emulator/host/http/hostile/fuzz.ts";
import { KnownThings } from "../test/emulator/host/http/hostile/known.ts";
import { Dice } from "../test/emulator/host/http/hostile/random.ts";
import { Scratchpad } from "../test/emulator/host/http/hostile/scratchpad.ts";
import type { Phase } from "./soak-load.ts";

/** Callers of each kind at once, and milliseconds between two of one: the load beside them is to go on. */
const crowd = 5;
const paceMs = 5;
const remembered = 1000;

/** What belongs to the soak itself is called so. */
export const ownPrefix = "soak";

export class Hostility {
  readonly problems: string[] = [];
  disconnected = 0;
  asked = 0;
  readonly #url: string;
  readonly #calls: Calls;
  readonly #dice: Dice;

  /** `url` is that of the server without TLS, which it has as well. */
  constructor(url: string, seed: number) {
    this.#url = url;
    this.#calls = new Calls(url);
    this.#dice = new Dice(seed, "soak");
  }

  /** Goes on while there is sending; what it made is deleted in the end. */
  async round(number: number, phase: Phase): Promise<void> {
    const name = `hostile-${number}`;
    const scratchpad = new Scratchpad(this.#calls, `${name}-going`);
    await scratchpad.begin();
    const known = new KnownThings(this.#calls, name);
    const cut = new Set<string>();
    const all = disconnects(this.#dice);
    const goAway = async (): Promise<void> => {
      const one = this.#dice.pick(all);
      const mark = `mark-${number}-${(this.disconnected += 1)}`;
      // The last ones are enough: all of a run would be a leak of its own.
      if (!isWhole(one) && cut.size < remembered) cut.add(mark);
      const input = scratchpad.input(one.operation.service, one.operation.action, mark);
      await disconnect(this.#url.replace("http:", "https:"), one, input, this.#dice);
    };
    using asker = new Asker(this.#url);
    const ask = async (): Promise<void> => {
      this.asked += 1;
      if (this.asked % 500 === 0) await known.renew();
      const problem = await tryOut(asker, attempt(known, this.#dice), known.learn, true);
      if (problem !== undefined) this.#problem(problem);
    };
    const babble = (): Promise<void> => this.#babble(known);
    await known.renew();
    const kinds = Array.from({ length: crowd }, () => [goAway, ask, babble]).flat();
    await Promise.all(kinds.map((act) => this.#while(phase, act)));
    await pause(500);
    for (const mark of await scratchpad.found(cut)) {
      this.#problem(`a request that was cut off was performed: ${mark}`);
    }
    await this.#cleanUp();
  }

  async #while(phase: Phase, act: () => Promise<void>): Promise<void> {
    while (phase.isSending && this.problems.length === 0) {
      await act();
      await pause(paceMs);
    }
  }

  async #babble(known: KnownThings): Promise<void> {
    const transport = this.#dice.pick(transports);
    const connection = await open(this.#url, transport);
    const { head, body } = bytesOf(attempt(known, this.#dice).message, transport);
    connection.socket.on("data", () => {});
    connection.socket.write(spoilt(Buffer.concat([head, body]), this.#dice));
    await pause(5);
    connection.socket.destroy();
    connection.carrier.destroy();
  }

  /** Deletes every stream and queue that is not the soak's own. */
  async #cleanUp(): Promise<void> {
    const calls = new Calls(this.#url, 0);
    for (;;) {
      const { StreamNames } = await this.#calls.kinesis("ListStreams", { Limit: 1000 });
      const strange = StreamNames.filter((name: string) => !name.startsWith(ownPrefix));
      if (strange.length === 0) break;
      const deletion = { EnforceConsumerDeletion: true };
      const asked = strange.map((StreamName: string) =>
        calls.kinesis("DeleteStream", { StreamName, ...deletion }),
      );
      // One that is being deleted is refused.
      await Promise.allSettled(asked);
      await pause(500);
    }
    const { QueueUrls = [] } = await this.#calls.sqs("ListQueues", {});
    for (const QueueUrl of QueueUrls) {
      if (QueueUrl.includes(`/${ownPrefix}`)) continue;
      await calls.sqs("DeleteQueue", { QueueUrl }).catch(() => {});
    }
  }

  #problem(text: string): void {
    if (this.problems.length < 20) this.problems.push(`hostile callers: ${text}`);
  }
}
