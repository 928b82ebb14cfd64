/** The parts of an SDK client that the tap touches, whichever service it is for. */
export interface Tappable {
  readonly middlewareStack: object;
}

export interface Middlewares {
  readonly add: (middleware: Middleware, options: object) => void;
  readonly addRelativeTo: (middleware: Middleware, options: object) => void;
}

export type Middleware = (next: Next, execution: Execution) => Next;

export type Next = (args: { input: object }) => Promise<{ output: object }>;

/** What the SDK tells a middleware of the request. */
export interface Execution {
  readonly commandName?: string;
}

export function middlewaresOf({ middlewareStack }: Tappable): Middlewares {
  return middlewareStack as Middlewares;
}

/** `PutRecordCommand` → `PutRecord`. */
export function actionOf({ commandName = "" }: Execution): string {
  return commandName.replace(/Command$/, "");
}
