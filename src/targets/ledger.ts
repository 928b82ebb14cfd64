/**
 * What a command may have made on a target: written down before each request that creates leaves, and struck out when a deletion is
 * answered. Whatever is still in it when the command ends may be left, and must be said.
 */
export interface Resource {
  readonly kind: "stream" | "queue";
  readonly name: string;
}

export interface Entry extends Resource {
  /**
   * `asked`: its creation was sent, and no answer has said whether it is there. `there`: it is. `kept`: it could not be deleted.
   * `gone`: it is not there, or is somebody else's.
   */
  readonly state: "asked" | "there" | "kept" | "gone";
  /** Why it could not be deleted, or whether it is there at all. */
  readonly reason?: string;
  /** What it costs for as long as it is left. */
  readonly usdPerDay: number;
  /** The base URL that it was asked for at, where that was not AWS's own. */
  readonly endpoint?: string;
}

/** How the creation came to be in doubt: the connection broke or the service failed, or no answer came for as long as anybody waited. */
export type Doubt = "broken" | "unanswered";

export class Ledger {
  readonly #entries = new Map<string, Entry>();
  readonly #doubts = new Map<string, Doubt>();
  readonly #troubles = new Map<string, string>();
  readonly #onChange: (entry: Entry) => void;

  /** `onChange` hears of every entry that is made or changed. */
  constructor(onChange: (entry: Entry) => void = () => {}) {
    this.#onChange = onChange;
  }

  /** An attempt to create it is about to leave. */
  creating(resource: Resource, usdPerDay = 0, endpoint?: string): void {
    const state = this.stateOf(resource);
    if (state !== undefined && state !== "gone") return;
    this.#doubts.delete(keyOf(resource));
    const { kind, name } = resource;
    const at = endpoint !== undefined && { endpoint };
    this.note({ kind, name, state: "asked", usdPerDay, ...at });
  }

  created(resource: Resource): void {
    this.#set(resource, "there");
  }

  /** The attempt was refused. If an earlier one is in doubt, that leaves it open. */
  refused(resource: Resource, isThere: boolean): void {
    if (this.stateOf(resource) !== "asked") return;
    if (this.doubtOf(resource) === undefined) this.#set(resource, "gone");
    // Only the attempt whose answer was lost can have made it.
    else if (isThere) this.#set(resource, "there");
  }

  doubtful(resource: Resource, doubt: Doubt): void {
    if (this.doubtOf(resource) !== "unanswered") this.#doubts.set(keyOf(resource), doubt);
  }

  doubtOf(resource: Resource): Doubt | undefined {
    return this.#doubts.get(keyOf(resource));
  }

  deleted(resource: Resource): void {
    this.#set(resource, "gone");
  }

  kept(resource: Resource, reason: string): void {
    this.#set(resource, "kept", reason);
  }

  /** One attempt to delete it failed; `kept` comes when nobody tries again. */
  troubled(resource: Resource, reason: string): void {
    this.#troubles.set(keyOf(resource), reason);
  }

  /** What the last attempt to delete it met with. */
  troubleOf(resource: Resource): string | undefined {
    return this.#troubles.get(keyOf(resource));
  }

  stateOf(resource: Resource): Entry["state"] | undefined {
    return this.#entries.get(keyOf(resource))?.state;
  }

  /** Takes over what another thread's ledger says. */
  note(entry: Entry): void {
    this.#entries.set(keyOf(entry), entry);
    this.#onChange(entry);
  }

  /** What may be left now. */
  left(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ state }) => state !== "gone");
  }

  #set(resource: Resource, state: Entry["state"], reason?: string): void {
    const known = this.#entries.get(keyOf(resource));
    if (known === undefined) return;
    const { reason: _, ...rest } = known;
    this.note({ ...rest, state, ...(reason !== undefined && { reason }) });
  }
}

function keyOf({ kind, name }: Resource): string {
  return `${kind} ${name}`;
}
