/** Refused because as many commands wait as the queue may hold. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export interface GroupCommit<Command, Result> {
  /** Hands in one command and gives its own result, once the group it went with has committed. */
  submit(command: Command): Promise<Result>;
  /** How many commands wait, not counting those in a running group. */
  readonly queueLength: number;
  /** Refuses new commands and resolves when all earlier ones are answered. */
  drain(): Promise<void>;
}

interface QueuedCommand<Command, Result> {
  command: Command;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Gathers commands that arrive while earlier groups commit, and commits them together.
 *
 * A commit costs the same for one order as for five hundred, and on a hot row each commit is one
 * hand-over of its lock; so what arrives meanwhile travels together. When idle, a command starts at
 * the end of the current turn of the event loop: nothing waits for company. In a rush a turn takes
 * long, so as many as are worth it start within it, and are under way while the others are read.
 *
 * @param options.run commits a group: one result per command, in order
 * @param options.groupMax most commands in one group
 * @param options.queueMax most commands that wait; beyond it `submit` rejects with QueueFullError
 * @param options.lanes groups that may be under way at once
 * @param options.companyMin commands that must wait before a group is started beside one under way;
 *   fewer go with the next, since every group has a price of its own
 * @param options.patience resolves after as long as those may wait; then they are a group, so that one
 *   that hangs does not hold up the others
 * @param options.isolates tells of an error that one command of a group may have caused alone; the
 *   group is then run again in halves, so that one bad command never fails its neighbours
 */
export function createGroupCommit<Command, Result>(options: {
  run(commands: Command[]): Promise<Result[]>;
  groupMax: number;
  queueMax: number;
  lanes: number;
  companyMin: number;
  patience(): Promise<unknown>;
  isolates(error: unknown): boolean;
}): GroupCommit<Command, Result> {
  let queue: QueuedCommand<Command, Result>[] = [];
  let running = 0;
  let scheduled = false;
  let awaitsCompany = false;
  let draining = false;
  let onIdle: (() => void)[] = [];

  return {
    submit,
    drain,
    get queueLength() {
      return queue.length;
    },
  };

  function submit(command: Command): Promise<Result> {
    if (draining) return Promise.reject(new QueueFullError('the shop is shutting down'));
    if (queue.length >= options.queueMax)
      return Promise.reject(new QueueFullError('too many wait'));
    return new Promise((resolve, reject) => {
      queue.push({ command, resolve, reject });
      if (isCompany()) startGroup();
      else schedule();
    });
  }

  function schedule(): void {
    if (scheduled || running >= options.lanes) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (isCompany() || (queue.length > 0 && running === 0)) startGroup();
      if (hasLane()) awaitCompany();
    });
  }

  /** Whether so many wait that a group of them may be under way beside others. */
  function isCompany(): boolean {
    return hasLane() && queue.length >= options.companyMin;
  }

  /** Whether commands wait and another group may be under way. */
  function hasLane(): boolean {
    return queue.length > 0 && running < options.lanes;
  }

  function awaitCompany(): void {
    if (awaitsCompany) return;
    awaitsCompany = true;
    void options.patience().then(() => {
      awaitsCompany = false;
      if (hasLane()) startGroup();
    });
  }

  function startGroup(): void {
    const group = queue.slice(0, options.groupMax);
    queue = queue.slice(group.length);
    running++;
    void commit(group).finally(() => {
      running--;
      if (queue.length > 0) schedule();
      else if (running === 0) for (const resolve of onIdle.splice(0)) resolve();
    });
  }

  async function commit(group: QueuedCommand<Command, Result>[]): Promise<void> {
    try {
      const results = await options.run(group.map((waiting) => waiting.command));
      group.forEach((waiting, index) => waiting.resolve(results[index] as Result));
    } catch (error) {
      if (group.length > 1 && options.isolates(error)) {
        const middle = group.length >> 1;
        await commit(group.slice(0, middle));
        await commit(group.slice(middle));
      } else {
        for (const waiting of group) waiting.reject(error);
      }
    }
  }

  function drain(): Promise<void> {
    draining = true;
    if (running === 0 && queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => onIdle.push(resolve));
  }
}
