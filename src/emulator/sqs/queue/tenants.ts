/**
 * Fair queues: on a standard queue a message group is a tenant. "If one tenant sends a disproportionately large volume of messages
 * or has messages that require longer processing time, fair queues ensure other tenants' messages" are not held up by it (Q-SDK
 * SendMessage MessageGroupId). AWS looks at the distribution of messages in flight (SDG/sqs-fair-queues); from which share on a
 * tenant is noisy it does not say: *assumed*, as is that one only goes last and is never held back.
 */
const noisyShare = 0.1;
const noisyInFlight = 10;

/** How many messages each tenant has in flight. */
export class Tenants {
  readonly #inFlight = new Map<string, number>();
  #total = 0;

  isNoisy(tenant: string): boolean {
    const inFlight = this.#inFlight.get(tenant) ?? 0;
    return inFlight >= noisyInFlight && inFlight > noisyShare * this.#total;
  }

  /** A message of this tenant, or of none, was received. */
  enter(tenant: string | undefined): void {
    this.#total += 1;
    if (tenant !== undefined) this.#inFlight.set(tenant, (this.#inFlight.get(tenant) ?? 0) + 1);
  }

  /** It is in flight no more. */
  leave(tenant: string | undefined): void {
    this.#total -= 1;
    if (tenant === undefined) return;
    const inFlight = (this.#inFlight.get(tenant) ?? 0) - 1;
    if (inFlight > 0) this.#inFlight.set(tenant, inFlight);
    else this.#inFlight.delete(tenant);
  }

  clear(): void {
    this.#inFlight.clear();
    this.#total = 0;
  }
}
