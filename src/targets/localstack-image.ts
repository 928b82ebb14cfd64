import type { ContainerEngine } from "./container-engine.ts";

/** The last release that runs without an account. */
export const defaultLocalStackImage = "localstack/localstack:4.14.0";

/** One line of what an engine says while it pulls. */
export interface PullEvent {
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

const bytesPerMb = 1_000_000;

/** Sums up what an engine says of each layer: how much is here of those that it has begun. */
export function pullMeter(): (event: PullEvent) => string {
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  return ({ id = "", status = "", progressDetail }) => {
    const { current = 0, total = 0 } = progressDetail ?? {};
    const known = layers.get(id);
    if (status === "Downloading") layers.set(id, { current, total });
    else if (known !== undefined) layers.set(id, { ...known, current: known.total });
    let here = 0;
    let all = 0;
    for (const layer of layers.values()) {
      here += layer.current;
      all += layer.total;
    }
    return `${(here / bytesPerMb).toFixed(0)} of ${(all / bytesPerMb).toFixed(0)} MB`;
  };
}

/** Pulls without credentials. Rejects when the engine or the registry refuses, and when the signal is aborted. */
export async function pullImage(
  engine: ContainerEngine,
  image: string,
  onStep: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { dockerode } = engine.container;
  const stream = await dockerode.pull(image, { abortSignal: signal });
  const meter = pullMeter();
  await new Promise<void>((resolve, reject) => {
    dockerode.modem.followProgress(
      stream,
      (error: Error | null) => (error ? reject(error) : resolve()),
      (event: PullEvent) => onStep(`pulling ${image}: ${meter(event)}`),
    );
  });
}
