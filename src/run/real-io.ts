/** Whether this thread waits for a file: what the clock of a run with code of the user's is held for. Closing one is a request of its own kind. */
export function waitsForFile(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => name.startsWith("FSReq") || name === "CloseReq");
}
