import type { Operation } from "./operation.ts";
import type { Results } from "./results.ts";

interface Named {
  readonly ours: string;
  readonly limit: string;
}

/** Operations on which this share of the bare server's rate is the aim, whatever the others do. */
const aimedShare: ReadonlyMap<string, number> = new Map([
  ["PutRecord", 0.8],
  ["SendMessage", 0.8],
]);

/** A server that comes so near to the bare one is no longer what is measured: the load generator is. */
const levelShare = 0.9;

/** A line for every operation on every server. */
export function table(
  operations: readonly Operation[],
  results: Results,
  { ours, limit }: Named,
): readonly string[] {
  const head = ["operation", "server", "per second", "of limit", "ours is", "CPU µs", "load's"];
  const rows = operations.flatMap(({ name }) =>
    results
      .servers(name)
      .toSorted((a, b) => rank(a) - rank(b))
      .map((server) => {
        const cpuUs = results.cpuUs(name, server);
        return [
          name,
          server,
          Math.round(results.perSecond(name, server)).toLocaleString("en-US"),
          results.range(name, server, limit),
          server === ours ? "" : results.range(name, ours, server),
          Number.isNaN(cpuUs.server) ? "" : cpuUs.server.toFixed(0),
          cpuUs.load.toFixed(0),
        ];
      }),
  );
  return aligned([head, ...rows]);

  function rank(server: string): number {
    return server === ours ? 0 : server === limit ? 2 : 1;
  }
}

/** For each operation whether we are ahead of the best of the others, and whether an aim is met. */
export function conclusions(
  operations: readonly Operation[],
  results: Results,
  { ours, limit }: Named,
): readonly string[] {
  return operations.map(({ name }) => {
    const ratios = results
      .servers(name)
      .filter((server) => server !== ours && server !== limit)
      .map((server) => ({ server, ratio: results.ratio(name, ours, server) }))
      .sort((a, b) => a.ratio - b.ratio);
    const [best] = ratios;
    const share = results.ratio(name, ours, limit);
    const aim = aimedShare.get(name);
    const parts = [
      best && `${against(name, best)} ${best.server}, ${best.ratio.toFixed(2)}x`,
      best && cpu(name, best.server),
      `${results.range(name, ours, limit)} of the limit${cpuShare(name)}`,
      aim && `${share >= aim ? "at least" : "BELOW"} the ${aim} aimed at`,
    ];
    return `${name}: ${parts.filter(Boolean).join("; ")}`;
  });

  function against(name: string, { server, ratio }: { server: string; ratio: number }): string {
    if (results.ratio(name, server, limit) >= levelShare) return "as fast as the load is, like";
    return ratio > 1 ? "ahead of" : "BEHIND";
  }

  /** What a request costs the server itself depends less on who else is at work than its rate does. */
  function cpuShare(name: string): string {
    const cpus = cpuOfBoth(name, limit);
    return cpus === undefined ? "" : `, by CPU time ${(cpus.other / cpus.own).toFixed(2)}`;
  }

  function cpu(name: string, server: string): string {
    const cpus = cpuOfBoth(name, server);
    return cpus === undefined
      ? ""
      : `CPU ${cpus.own.toFixed(0)} µs for its ${cpus.other.toFixed(0)}`;
  }

  /** Undefined: of one of them it is not known. */
  function cpuOfBoth(name: string, server: string): { own: number; other: number } | undefined {
    const own = results.cpuUs(name, ours).server;
    const other = results.cpuUs(name, server).server;
    return Number.isNaN(own + other) ? undefined : { own, other };
  }
}

/** Columns of the same width: the first two to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths?.[column] ?? 0;
        return column < 2 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
