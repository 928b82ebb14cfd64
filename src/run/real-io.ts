/** Whether this thread waits for a file: what the clock of a run with code of the user's is held for. */
export function waitsForFile(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));
}
