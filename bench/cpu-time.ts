/** CPU time of one run in nanoseconds, all threads together: other programs on the machine count little. */
export async function cpuTime(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}
