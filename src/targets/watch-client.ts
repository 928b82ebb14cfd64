/**
 * Reports what goes through an SDK client to the command's account, and holds it to the account's rules: marks on what is created,
 * nothing created any more once something could not be deleted or the agreed cost is used up, no wait once somebody wants an end.
 */
import { explain } from "../client/advice.ts";
import { isAbort, isGone } from "../client/sdk-errors.ts";
import { type Request, streamHourUsd } from "../cost/charge.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import { type Account, isCreation, isDeletion, streamNameOf } from "./account.ts";
import { answered, begun, failed, resourceOf, streamKindOf } from "./attempt.ts";
import { abortError, promptly } from "./promptly.ts";

interface Watchable {
  readonly middlewareStack: object;
}

type Next = (args: { input: object }) => Promise<{ output: object }>;
type Middleware = (next: Next, execution: { readonly commandName?: string }) => Next;

interface Stack {
  readonly add: (middleware: Middleware, options: object) => void;
  readonly addRelativeTo: (middleware: Middleware, options: object) => void;
}

export interface WatchedAt {
  /** Tags for whatever is created through the client. */
  readonly marks?: Readonly<Record<string, string>> | undefined;
  /** Its base URL, where it is not AWS's own. */
  readonly endpoint?: string | undefined;
}

export function watchClient(
  { middlewareStack }: Watchable,
  service: ServiceName,
  account: Account,
  { marks = {}, endpoint }: WatchedAt = {},
): void {
  const stack = middlewareStack as Stack;
  const requestOf = (commandName = "", input: object): Request => ({
    service,
    action: commandName.replace(/Command$/, ""),
    input,
  });
  const whole: Middleware = (next, { commandName }) => {
    return async (args) => {
      const request = requestOf(commandName, args.input);
      const { action } = request;
      if (isCreation(action)) mustBeOpen(request, account);
      const isOwn = isCreation(action) && account.isOwn(resourceOf(request).name);
      const input = isOwn ? marked(request, marks) : args.input;
      try {
        const result = await promptly(next({ ...args, input }), account.endOf(request));
        return counted(request, result, account);
      } catch (error) {
        if (isDeletion(action) && !isGone(error)) {
          account.ledger.kept(resourceOf(request), whyKept(error, request, account));
        }
        throw error;
      }
    };
  };
  const attempt: Middleware = (next, { commandName }) => {
    return async (args) => {
      const request = requestOf(commandName, args.input);
      // The SDK would try again by itself.
      if (isEnded(request, account)) throw abortError();
      begun(request, account, endpoint);
      try {
        const result = await next(args);
        answered(request, result.output, account);
        return result;
      } catch (error) {
        failed(request, error, account);
        throw error;
      }
    };
  };
  stack.add(whole, { name: "convoyAccount", step: "initialize" });
  stack.addRelativeTo(attempt, {
    name: "convoyAccountAttempt",
    relation: "after",
    toMiddleware: "retryMiddleware",
  });
}

function mustBeOpen(request: Request, account: Account): void {
  const what = `${resourceOf(request).kind} ${resourceOf(request).name} is not created`;
  if (isEnded(request, account)) throw abortError();
  const { closedBecause } = account;
  if (closedBecause !== undefined) throw new TargetError(`${what}: ${closedBecause}`);
  if (request.action !== "CreateStream") return;
  const hourUsd = streamHourUsd({ ...streamKindOf(request.input), consumers: 0 });
  if (!account.canPay(hourUsd)) {
    throw new TargetError(`${what}: with it ${account.limitText()}`);
  }
}

/** Whoever wants an end wants nothing created any more; only what is under way gets a grace. */
function isEnded(request: Request, account: Account): boolean {
  if (isCreation(request.action)) return account.isInterrupted;
  return account.endOf(request).aborted;
}

function marked({ action, input }: Request, marks: Readonly<Record<string, string>>): object {
  if (Object.keys(marks).length === 0) return input;
  const field = action === "CreateStream" ? "Tags" : "tags";
  const own = (input as Readonly<Record<string, object>>)[field];
  return { ...input, [field]: { ...own, ...marks } };
}

function whyKept(error: unknown, request: Request, { ledger }: Account): string {
  if (!isAbort(error)) return explain(error);
  const trouble = ledger.troubleOf(resourceOf(request));
  const late = "its deletion was not answered in time";
  return trouble === undefined ? late : `${late}; before that: ${trouble}`;
}

type Pushes = AsyncIterable<{
  readonly SubscribeToShardEvent?: { readonly Records?: readonly object[] };
}>;

/** What is pushed comes after the answer. */
function counted(
  { action, input }: Request,
  result: { output: object },
  account: Account,
): { output: object } {
  const { EventStream } = result.output as { readonly EventStream?: Pushes };
  if (action !== "SubscribeToShard" || EventStream === undefined) return result;
  const name = streamNameOf(input);
  const counting = async function* () {
    for await (const event of EventStream) {
      account.pushed(name, event.SubscribeToShardEvent?.Records ?? []);
      yield event;
    }
  };
  return { ...result, output: { ...result.output, EventStream: counting() } };
}
