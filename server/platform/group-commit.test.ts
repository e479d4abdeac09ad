import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createGroupCommit, QueueFullError } from './group-commit.ts';

/** Batches start at the end of a turn of the event loop. */
async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

type Options = Parameters<typeof createGroupCommit<number, string>>[0];

/** A group commit whose batches end when the test says so. */
function createControlledGroupCommit(options: Partial<Options> = {}) {
  let endWait: () => void = () => {};
  const batches: { commands: number[]; end(results?: string[]): void; fail(error: Error): void }[] =
    [];
  let onBatch: (() => void) | null = null;
  const groupCommit = createGroupCommit<number, string>({
    batchSizeMax: 3,
    queueSizeMax: 5,
    batchesInFlightMax: 1,
    parallelBatchSizeMin: 100,
    batchWait: () => new Promise<void>((resolve) => (endWait = resolve)),
    isItemError: (error) => error instanceof RangeError,
    run: (commands) =>
      new Promise((resolve, reject) => {
        batches.push({
          commands,
          end: (results = commands.map((n) => `did ${n}`)) => resolve(results),
          fail: reject,
        });
        onBatch?.();
      }),
    ...options,
  });
  return {
    groupCommit,
    batches,
    endWait: () => endWait(),
    async waitForBatch(count: number) {
      while (batches.length < count) await new Promise<void>((resolve) => (onBatch = resolve));
      return batches[count - 1]!;
    },
  };
}

describe('group commit', () => {
  test('commits the commands of one event loop turn as one batch and answers each caller with its own result', async () => {
    const { groupCommit, waitForBatch } = createControlledGroupCommit();
    const answers = [groupCommit.submit(1), groupCommit.submit(2)];
    const first = await waitForBatch(1);
    expect(first.commands).toEqual([1, 2]);
    first.end();
    expect(await Promise.all(answers)).toEqual(['did 1', 'did 2']);
  });

  test('batches the commands that arrive while a batch commits, up to batchSizeMax', async () => {
    const { groupCommit, waitForBatch } = createControlledGroupCommit();
    const answers = [groupCommit.submit(1)];
    const first = await waitForBatch(1);
    answers.push(...[2, 3, 4, 5].map((n) => groupCommit.submit(n)));
    first.end();
    const second = await waitForBatch(2);
    expect(second.commands).toEqual([2, 3, 4]);
    second.end();
    (await waitForBatch(3)).end();
    expect(await Promise.all(answers)).toHaveLength(5);
  });

  test('runs at most batchesInFlightMax batches at once', async () => {
    const { groupCommit, batches, waitForBatch } = createControlledGroupCommit({
      batchesInFlightMax: 2,
      batchSizeMax: 1,
      parallelBatchSizeMin: 1,
    });
    const answers = [1, 2, 3].map((n) => groupCommit.submit(n));
    await waitForBatch(2);
    expect(batches).toHaveLength(2);
    batches[1]!.end();
    (await waitForBatch(3)).end();
    batches[0]!.end();
    expect(await Promise.all(answers)).toEqual(['did 1', 'did 2', 'did 3']);
  });

  test('starts a parallel batch only when parallelBatchSizeMin commands wait', async () => {
    const { groupCommit, batches, waitForBatch } = createControlledGroupCommit({
      batchesInFlightMax: 2,
      batchSizeMax: 5,
      parallelBatchSizeMin: 3,
    });
    const answers = [groupCommit.submit(1)];
    await waitForBatch(1);
    answers.push(groupCommit.submit(2), groupCommit.submit(3));
    await nextTurn();
    expect(batches).toHaveLength(1);
    answers.push(groupCommit.submit(4));
    expect((await waitForBatch(2)).commands).toEqual([2, 3, 4]);
    for (const one of batches) one.end();
    expect(await Promise.all(answers)).toHaveLength(4);
  });

  test('under load starts full batches within the turn in which the commands arrive', async () => {
    const { groupCommit, batches } = createControlledGroupCommit({
      batchesInFlightMax: 2,
      parallelBatchSizeMin: 2,
    });
    const answers = [1, 2, 3, 4, 5].map((n) => groupCommit.submit(n));
    expect(batches.map(({ commands }) => commands)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    for (const one of batches) one.end();
    await nextTurn();
    batches.at(-1)!.end();
    expect(await Promise.all(answers)).toHaveLength(5);
  });

  test('flushes a partial batch after the maximum wait when the running batch hangs', async () => {
    const { groupCommit, batches, waitForBatch, endWait } = createControlledGroupCommit({
      batchesInFlightMax: 2,
      parallelBatchSizeMin: 3,
    });
    const answers = [groupCommit.submit(1)];
    await waitForBatch(1);
    answers.push(groupCommit.submit(2));
    await nextTurn();
    expect(batches).toHaveLength(1);
    endWait();
    expect((await waitForBatch(2)).commands).toEqual([2]);
    for (const one of batches) one.end();
    expect(await Promise.all(answers)).toEqual(['did 1', 'did 2']);
  });

  test('refuses commands beyond queueSizeMax with QueueFullError', async () => {
    const { groupCommit, waitForBatch } = createControlledGroupCommit();
    const taken = [groupCommit.submit(0)];
    const first = await waitForBatch(1);
    taken.push(...[1, 2, 3, 4, 5].map((n) => groupCommit.submit(n)));
    await expect(groupCommit.submit(6)).rejects.toThrow(QueueFullError);
    expect(groupCommit.queueLength).toBe(5);
    first.end();
    (await waitForBatch(2)).end();
    (await waitForBatch(3)).end();
    expect(await Promise.all(taken)).toHaveLength(6);
  });

  describe('bisection on an item error', () => {
    /** Runs one batch in which some commands fail; an error names the batch that it ended. */
    async function runBatch(commands: number[], isBad: (command: number) => boolean) {
      const batches: number[][] = [];
      const { submit } = createControlledGroupCommit({
        batchSizeMax: 8,
        queueSizeMax: 8,
        run: async (batch) => {
          batches.push(batch);
          if (batch.some(isBad)) throw new RangeError(`refused ${batch.join()}`);
          return batch.map((command) => `did ${command}`);
        },
      }).groupCommit;
      const settled = await Promise.allSettled(commands.map(submit));
      const answers = settled.map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Error).message,
      );
      return { answers, batches };
    }

    test('fails the one bad command of a batch; the others succeed, in order', async () => {
      const { answers, batches } = await runBatch([1, 2, 3, 4, 5], (command) => command === 3);
      expect(answers).toEqual(['did 1', 'did 2', 'refused 3', 'did 4', 'did 5']);
      expect(batches).toEqual([[1, 2, 3, 4, 5], [1, 2], [3, 4, 5], [3], [4, 5]]);
    });

    test('gives each command its own error when all are bad, in 2n - 1 runs', async () => {
      const commands = [1, 2, 3, 4, 5, 6, 7, 8];
      const { answers, batches } = await runBatch(commands, () => true);
      expect(answers).toEqual(commands.map((command) => `refused ${command}`));
      expect(batches).toHaveLength(2 * commands.length - 1);
    });

    test('runs a single bad command once', async () => {
      const { answers, batches } = await runBatch([1], () => true);
      expect(answers).toEqual(['refused 1']);
      expect(batches).toEqual([[1]]);
    });
  });

  test('rejects every command with an error that is no item error, without running the batch again', async () => {
    const { groupCommit, batches, waitForBatch } = createControlledGroupCommit();
    const answers = Promise.allSettled([groupCommit.submit(1), groupCommit.submit(2)]);
    (await waitForBatch(1)).fail(new Error('the database is gone'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(batches).toHaveLength(1);
  });

  test('draining answers accepted commands and refuses new ones', async () => {
    const { groupCommit, waitForBatch } = createControlledGroupCommit();
    const taken = [1, 2, 3, 4].map((n) => groupCommit.submit(n));
    const drained = groupCommit.drain();
    await expect(groupCommit.submit(5)).rejects.toThrow(QueueFullError);
    (await waitForBatch(1)).end();
    (await waitForBatch(2)).end();
    await drained;
    expect(await Promise.all(taken)).toEqual(['did 1', 'did 2', 'did 3', 'did 4']);
  });

  describe('draining', () => {
    test('resolves at once when idle', async () => {
      const { groupCommit, batches } = createControlledGroupCommit();
      await groupCommit.drain();
      expect(batches).toEqual([]);
    });

    test('waits for every batch in flight', async () => {
      const { groupCommit, batches } = createControlledGroupCommit({
        batchesInFlightMax: 2,
        batchSizeMax: 1,
        parallelBatchSizeMin: 1,
      });
      const answers = [1, 2].map((n) => groupCommit.submit(n));
      let isDrained = false;
      const drained = groupCommit.drain().then(() => (isDrained = true));
      batches[0]!.end();
      await nextTurn();
      expect(isDrained).toBe(false);
      batches[1]!.end();
      await drained;
      expect(await Promise.all(answers)).toEqual(['did 1', 'did 2']);
    });

    test('waits for a command that is queued but not started', async () => {
      const { groupCommit, waitForBatch } = createControlledGroupCommit();
      const answer = groupCommit.submit(1);
      let isDrained = false;
      const drained = groupCommit.drain().then(() => (isDrained = true));
      await Promise.resolve();
      expect(isDrained).toBe(false);
      (await waitForBatch(1)).end();
      await drained;
      expect(await answer).toBe('did 1');
    });

    test('refuses with an error that differs from a full queue', async () => {
      const { groupCommit } = createControlledGroupCommit({ queueSizeMax: 0 });
      const full: unknown = await groupCommit.submit(1).catch((error: unknown) => error);
      await groupCommit.drain();
      const draining: unknown = await groupCommit.submit(1).catch((error: unknown) => error);
      expect(full).toMatchObject({ name: 'QueueFullError', message: 'the queue is full' });
      expect(draining).toMatchObject({
        name: 'QueueFullError',
        message: 'the process is shutting down',
      });
    });
  });

  test('starts one batch per turn and no empty one, however many commands arrive', async () => {
    const { groupCommit, batches } = createControlledGroupCommit({ batchesInFlightMax: 2 });
    const answers = [1, 2].map((n) => groupCommit.submit(n));
    await nextTurn();
    batches[0]!.end();
    await Promise.all(answers);
    await nextTurn();
    expect(batches.map(({ commands }) => commands)).toEqual([[1, 2]]);
  });

  test('runs no empty batch when the turn ends with nothing queued', async () => {
    const batches: number[][] = [];
    const { submit } = createControlledGroupCommit({
      parallelBatchSizeMin: 2,
      run: async (commands) => {
        batches.push(commands);
        return commands.map(String);
      },
    }).groupCommit;
    await Promise.all([1, 2].map(submit));
    await nextTurn();
    expect(batches).toEqual([[1, 2]]);
  });

  test('schedules once per turn', async () => {
    const { groupCommit, waitForBatch } = createControlledGroupCommit();
    const scheduled = vi.spyOn(globalThis, 'setImmediate');
    onTestFinished(() => scheduled.mockRestore());
    const answers = [1, 2, 3].map((n) => groupCommit.submit(n));
    expect(scheduled).toHaveBeenCalledOnce();
    (await waitForBatch(1)).end();
    await Promise.all(answers);
  });

  test('waits once at a time, and again for the next partial batch', async () => {
    let waits = 0;
    let endWait: () => void = () => {};
    const { groupCommit, batches } = createControlledGroupCommit({
      batchesInFlightMax: 3,
      batchWait: () => {
        waits++;
        return new Promise<void>((resolve) => (endWait = resolve));
      },
    });
    const answers = [groupCommit.submit(1)];
    await nextTurn();
    expect(waits).toBe(0);
    for (const n of [2, 3]) {
      answers.push(groupCommit.submit(n));
      await nextTurn();
    }
    expect(waits).toBe(1);
    endWait();
    await nextTurn();
    expect(batches.map(({ commands }) => commands)).toEqual([[1], [2, 3]]);
    answers.push(groupCommit.submit(4));
    await nextTurn();
    expect(waits).toBe(2);
    endWait();
    await nextTurn();
    expect(batches).toHaveLength(3);
    for (const batch of batches) batch.end();
    expect(await Promise.all(answers)).toHaveLength(4);
  });

  test('starts no batch after the wait when nothing is queued any more', async () => {
    const { groupCommit, batches, endWait } = createControlledGroupCommit({
      batchesInFlightMax: 2,
    });
    const answers = [groupCommit.submit(1)];
    await nextTurn();
    answers.push(groupCommit.submit(2));
    await nextTurn();
    batches[0]!.end();
    await nextTurn();
    batches[1]!.end();
    await Promise.all(answers);
    endWait();
    await nextTurn();
    expect(batches).toHaveLength(2);
  });
});
