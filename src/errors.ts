/** Exit codes of every `convoy` command. */
export const exitCodes = {
  held: 0,
  expectationFailed: 1,
  usage: 2,
  target: 3,
  interrupted: 130,
} as const;

/** An error meant for the user: its message says what was being done, with what, and what to do. */
export class ConvoyError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.exitCode = exitCode;
  }
}

/** Bad usage or bad input: names the file, line and field where there is one. Exit code 2. */
export class InputError extends ConvoyError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, exitCodes.usage, options);
  }
}

/** The target could not be reached or failed. Exit code 3. */
export class TargetError extends ConvoyError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, exitCodes.target, options);
  }
}

/** Ctrl-C or SIGTERM before anything ran: there is nothing to report. Exit code 130. */
export class Interrupted extends ConvoyError {
  constructor(message: string) {
    super(message, exitCodes.interrupted);
  }
}
