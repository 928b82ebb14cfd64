import yoctoSpinner from "yocto-spinner";

/** How often a line says how far it is where there is no terminal to show it. */
const lineEveryMs = 10_000;

/** Progress of many short steps on stderr: how many, how fast, how long yet. */
export function showRate(what: string, total: number) {
  const isShown = process.stderr.isTTY && process.env["TERM"] !== "dumb" && !("CI" in process.env);
  const spinner = yoctoSpinner({ text: `0 of ${total} ${what}`, handleSignals: false });
  if (isShown) spinner.start();
  const beganMs = performance.now();
  let lastLineMs = beganMs;
  let done = 0;
  const seconds = (): number => Math.max(0.001, (performance.now() - beganMs) / 1000);
  return {
    step: (): void => {
      done += 1;
      const perSecond = done / seconds();
      const left = Math.ceil((total - done) / perSecond);
      const text = `${done} of ${total} ${what}, ${perSecond.toFixed(1)} a second, ${left} s left at most`;
      if (isShown) spinner.text = text;
      else if (performance.now() - lastLineMs > lineEveryMs) {
        lastLineMs = performance.now();
        process.stderr.write(`${text}\n`);
      }
    },
    /** What it came to: `42 seeds in 3.1 s`. */
    summary: (): string => `${done} ${what} in ${seconds().toFixed(1)} s`,
    close: (): void => void spinner.stop(),
  };
}
