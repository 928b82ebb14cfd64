/** What is wrong with what is loaded, a line each, without what is hidden; nothing where it loads. */
export async function faultLines(
  load: () => Promise<unknown>,
  hidden: RegExp,
): Promise<readonly string[]> {
  try {
    await load();
    return [];
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode?: number };
    if (exitCode !== 2) throw error;
    return message.split("\n").map((line) => line.replace(hidden, ""));
  }
}
