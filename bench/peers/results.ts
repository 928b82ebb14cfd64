import { median } from "../median.ts";
import type { Driven } from "./load.ts";

/** What was measured of each operation on each server, one value a round. */
export class Results {
  readonly #byOperation = new Map<string, Map<string, Driven[]>>();

  note(operation: string, server: string, driven: Driven): void {
    const byServer = this.#byOperation.get(operation) ?? new Map<string, Driven[]>();
    this.#byOperation.set(operation, byServer);
    byServer.set(server, [...(byServer.get(server) ?? []), driven]);
  }

  servers(operation: string): readonly string[] {
    return [...(this.#byOperation.get(operation)?.keys() ?? [])];
  }

  perSecond(operation: string, server: string): number {
    return median(this.#rounds(operation, server).map(({ perSecond }) => perSecond));
  }

  /** Microseconds of CPU time per operation: of the server (NaN where unknown), and of the load generator. */
  cpuUs(operation: string, server: string): { readonly server: number; readonly load: number } {
    const rounds = this.#rounds(operation, server);
    return {
      server: median(rounds.map(({ serverUs, answers }) => (serverUs ?? Number.NaN) / answers)),
      load: median(rounds.map(({ ownUs, answers }) => ownUs / answers)),
    };
  }

  /** How many times as fast one server is as another: the median over the rounds. */
  ratio(operation: string, server: string, other: string): number {
    return median(this.#ratios(operation, server, other));
  }

  /** The same as text, with the least and the most of the rounds. */
  range(operation: string, server: string, other: string): string {
    const ratios = this.#ratios(operation, server, other);
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
    return `${median(ratios).toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
  }

  #ratios(operation: string, server: string, other: string): readonly number[] {
    const others = this.#rounds(operation, other);
    return this.#rounds(operation, server).map(
      ({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN),
    );
  }

  #rounds(operation: string, server: string): readonly Driven[] {
    return this.#byOperation.get(operation)?.get(server) ?? [];
  }
}
