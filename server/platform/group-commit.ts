/** The queue is full, or the process is draining: the command was not taken in. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export interface GroupCommit<Command, Result> {
  /**
   * Queues one command and resolves with its own result once its batch has committed.
   * @throws QueueFullError
   */
  submit(command: Command): Promise<Result>;
  /** Commands that wait, without those of batches in flight. */
  readonly queueLength: number;
  /** Refuses new commands and resolves when every earlier one has its answer. */
  drain(): Promise<void>;
}

interface QueuedCommand<Command, Result> {
  command: Command;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Group commit: commands that arrive while a batch commits are committed together as the next batch.
 *
 * A commit costs about the same for one order as for five hundred, and each commit on a hot row is one
 * hand-over of its lock. When idle, a batch starts at the end of the current turn of the event loop,
 * so a single command is never delayed.
 *
 * @param options.run commits a batch; returns one result per command, in order
 * @param options.batchSizeMax commands per batch
 * @param options.queueSizeMax commands that may wait; beyond it `submit` rejects with QueueFullError
 * @param options.batchesInFlightMax batches that may run at once
 * @param options.parallelBatchSizeMin commands that must wait before a batch starts while another runs;
 *   fewer wait for the running batch, since every batch has a fixed cost
 * @param options.batchWait resolves after the maximum wait before such a smaller batch is flushed anyway,
 *   so that a batch that hangs does not block the queue
 * @param options.isItemError true if a single command can cause this error; the batch is then bisected,
 *   so that one bad command does not fail the others
 */
export function createGroupCommit<Command, Result>(options: {
  run(commands: Command[]): Promise<Result[]>;
  batchSizeMax: number;
  queueSizeMax: number;
  batchesInFlightMax: number;
  parallelBatchSizeMin: number;
  batchWait(): Promise<unknown>;
  isItemError(error: unknown): boolean;
}): GroupCommit<Command, Result> {
  let queue: QueuedCommand<Command, Result>[] = [];
  let batchesInFlight = 0;
  let isScheduled = false;
  let isWaitingForBatch = false;
  let isDraining = false;
  const drainWaiters: (() => void)[] = [];

  return {
    submit,
    drain,
    get queueLength() {
      return queue.length;
    },
  };

  function submit(command: Command): Promise<Result> {
    if (isDraining) return Promise.reject(new QueueFullError('the process is shutting down'));
    if (queue.length >= options.queueSizeMax)
      return Promise.reject(new QueueFullError('the queue is full'));
    return new Promise((resolve, reject) => {
      queue.push({ command, resolve, reject });
      if (canStartParallelBatch()) startBatch();
      else schedule();
    });
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      while (canStartParallelBatch() || (queue.length > 0 && batchesInFlight === 0)) startBatch();
      if (canStartBatch()) flushAfterWait();
    });
  }

  function canStartParallelBatch(): boolean {
    return canStartBatch() && queue.length >= options.parallelBatchSizeMin;
  }

  function canStartBatch(): boolean {
    return queue.length > 0 && batchesInFlight < options.batchesInFlightMax;
  }

  function flushAfterWait(): void {
    if (isWaitingForBatch) return;
    isWaitingForBatch = true;
    void options.batchWait().then(() => {
      isWaitingForBatch = false;
      if (canStartBatch()) startBatch();
    });
  }

  function startBatch(): void {
    const batch = queue.slice(0, options.batchSizeMax);
    queue = queue.slice(batch.length);
    batchesInFlight++;
    void commit(batch).finally(() => {
      batchesInFlight--;
      if (queue.length > 0) schedule();
      else if (batchesInFlight === 0) for (const resolve of drainWaiters.splice(0)) resolve();
    });
  }

  async function commit(batch: QueuedCommand<Command, Result>[]): Promise<void> {
    try {
      const results = await options.run(batch.map(({ command }) => command));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      if (batch.length > 1 && options.isItemError(error)) {
        const middle = batch.length >> 1;
        await commit(batch.slice(0, middle));
        await commit(batch.slice(middle));
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  function drain(): Promise<void> {
    isDraining = true;
    if (batchesInFlight === 0 && queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => drainWaiters.push(resolve));
  }
}
