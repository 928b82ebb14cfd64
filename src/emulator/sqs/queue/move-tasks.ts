import type { Queue } from "./queue.ts";

/** One StartMessageMoveTask (Q-SDK ListMessageMoveTasks for the meaning of each field). */
export interface MoveTask {
  readonly id: string;
  readonly source: Queue;
  /** Undefined: each message goes back to the queue whose dead letter it is. */
  readonly destination: Queue | undefined;
  /** As asked for. */
  readonly perSecond: number | undefined;
  readonly startedMs: number;
  /** Known "at the time of starting". */
  readonly toMove: number;
  moved: number;
  status: "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED" | "FAILED";
  /** When it stops, once it was cancelled. */
  endsMs: number;
  failureReason: string | undefined;
  /** When its next message goes. */
  nextMs: number;
}

/** Moves one message; false if the task is over. */
export type MoveOne = (task: MoveTask, nowMs: number) => boolean;

/** Without a limit AWS chooses the rate; 500 messages/s, the most one can ask for, is assumed. */
const defaultPerSecond = 500;
/**
 * A cancelled task goes on for a while: one at 1 message/s had moved 2 when it was cancelled and 8 in the end (LocalStack's
 * test_move_message_task_cancel, recorded against AWS). How long is *assumed* from that.
 */
const cancellingMs = 6000;
/** "Up to 10 recent message movement tasks" (Q-SDK ListMessageMoveTasks). */
const remembered = 10;

/** The move tasks of the account. One message at a time, evenly over each second (assumed). */
export class MoveTasks {
  readonly #bySource = new Map<string, MoveTask[]>();
  readonly #running = new Set<MoveTask>();

  /** Of this source, the latest first. */
  of(source: Queue): readonly MoveTask[] {
    return this.#bySource.get(source.options.arn) ?? [];
  }

  /** The source is gone: a task of it that runs will find that out. */
  forget(source: Queue): void {
    this.#bySource.delete(source.options.arn);
  }

  start(task: MoveTask): void {
    const tasks = [task, ...this.of(task.source)].slice(0, remembered);
    this.#bySource.set(task.source.options.arn, tasks);
    if (task.status === "RUNNING") this.#running.add(task);
  }

  cancel(task: MoveTask, nowMs: number): void {
    task.status = "CANCELLING";
    task.endsMs = nowMs + cancellingMs;
  }

  /** The next instant at which a message goes or a task ends. */
  nextMs(): number | undefined {
    if (this.#running.size === 0) return undefined;
    let nextMs: number | undefined;
    for (const task of this.#running) nextMs = Math.min(nextMs ?? Infinity, dueMs(task));
    return nextMs;
  }

  /** Moves what is due by then, in the order of time. */
  advance(nowMs: number, moveOne: MoveOne): void {
    for (;;) {
      const atMs = this.nextMs();
      if (atMs === undefined || atMs > nowMs) return;
      for (const task of this.#running) {
        if (dueMs(task) > atMs) continue;
        let goesOn = task.nextMs > atMs || moveOne(task, atMs);
        if (goesOn && task.endsMs <= atMs) {
          task.status = "CANCELLED";
          goesOn = false;
        }
        if (!goesOn) this.#running.delete(task);
        const perSecond = task.perSecond ?? defaultPerSecond;
        task.nextMs = task.startedMs + Math.ceil((task.moved * 1000) / perSecond);
      }
    }
  }
}

function dueMs({ nextMs, endsMs }: MoveTask): number {
  return Math.min(nextMs, endsMs);
}
