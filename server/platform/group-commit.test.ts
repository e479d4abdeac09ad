import { describe, expect, test } from 'vitest';
import { createGroupCommit, QueueFullError } from './group-commit.ts';

/** Groups are started at the end of a turn of the event loop. */
async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

/** A group commit whose groups end when the test says so. */
function createControlledGroupCommit(
  options: { groupMax?: number; queueMax?: number; lanes?: number; companyMin?: number } = {},
) {
  let loseThePatience: () => void = () => {};
  const groups: { commands: number[]; end(results?: string[]): void; fail(error: Error): void }[] =
    [];
  let onGroup: (() => void) | null = null;
  const group = createGroupCommit<number, string>({
    groupMax: 3,
    queueMax: 5,
    lanes: 1,
    companyMin: 100,
    patience: () => new Promise<void>((resolve) => (loseThePatience = resolve)),
    isolates: (error) => error instanceof RangeError,
    ...options,
    run: (commands) =>
      new Promise((resolve, reject) => {
        groups.push({
          commands,
          end: (results = commands.map((n) => `did ${n}`)) => resolve(results),
          fail: reject,
        });
        onGroup?.();
      }),
  });
  return {
    group,
    groups,
    losePatience: () => loseThePatience(),
    async started(count: number) {
      while (groups.length < count) await new Promise<void>((resolve) => (onGroup = resolve));
      return groups[count - 1]!;
    },
  };
}

describe('group commit', () => {
  test('commits what arrives in one turn together, and gives each caller its own result', async () => {
    const { group, started } = createControlledGroupCommit();
    const answers = [group.submit(1), group.submit(2)];
    const first = await started(1);
    expect(first.commands).toEqual([1, 2]);
    first.end();
    expect(await Promise.all(answers)).toEqual(['did 1', 'did 2']);
  });

  test('gathers what arrives while a group commits, up to the size of a group', async () => {
    const { group, started } = createControlledGroupCommit();
    const answers = [group.submit(1)];
    const first = await started(1);
    answers.push(...[2, 3, 4, 5].map((n) => group.submit(n)));
    first.end();
    const second = await started(2);
    expect(second.commands).toEqual([2, 3, 4]);
    second.end();
    (await started(3)).end();
    expect(await Promise.all(answers)).toHaveLength(5);
  });

  test('runs as many groups at once as it has lanes', async () => {
    const { group, groups, started } = createControlledGroupCommit({
      lanes: 2,
      groupMax: 1,
      companyMin: 1,
    });
    const answers = [1, 2, 3].map((n) => group.submit(n));
    await started(2);
    expect(groups).toHaveLength(2);
    groups[1]!.end();
    (await started(3)).end();
    groups[0]!.end();
    expect(await Promise.all(answers)).toEqual(['did 1', 'did 2', 'did 3']);
  });

  test('starts another group beside one under way when enough wait for it', async () => {
    const { group, groups, started } = createControlledGroupCommit({
      lanes: 2,
      groupMax: 5,
      companyMin: 3,
    });
    const answers = [group.submit(1)];
    await started(1);
    answers.push(group.submit(2), group.submit(3));
    await nextTurn();
    expect(groups).toHaveLength(1);
    answers.push(group.submit(4));
    expect((await started(2)).commands).toEqual([2, 3, 4]);
    for (const one of groups) one.end();
    expect(await Promise.all(answers)).toHaveLength(4);
  });

  test('in a rush starts as many as are worth a group within the turn that brings them', async () => {
    const { group, groups } = createControlledGroupCommit({ lanes: 2, companyMin: 2 });
    const answers = [1, 2, 3, 4, 5].map((n) => group.submit(n));
    expect(groups.map(({ commands }) => commands)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    for (const one of groups) one.end();
    await nextTurn();
    groups.at(-1)!.end();
    expect(await Promise.all(answers)).toHaveLength(5);
  });

  test('lets few go beside a group that hangs, after a while', async () => {
    const { group, groups, started, losePatience } = createControlledGroupCommit({
      lanes: 2,
      companyMin: 3,
    });
    const answers = [group.submit(1)];
    await started(1);
    answers.push(group.submit(2));
    await nextTurn();
    expect(groups).toHaveLength(1);
    losePatience();
    expect((await started(2)).commands).toEqual([2]);
    for (const one of groups) one.end();
    expect(await Promise.all(answers)).toEqual(['did 1', 'did 2']);
  });

  test('says that the queue is full instead of letting it grow', async () => {
    const { group, started } = createControlledGroupCommit();
    const taken = [group.submit(0)];
    const first = await started(1);
    taken.push(...[1, 2, 3, 4, 5].map((n) => group.submit(n)));
    await expect(group.submit(6)).rejects.toThrow(QueueFullError);
    expect(group.queueLength).toBe(5);
    first.end();
    (await started(2)).end();
    (await started(3)).end();
    expect(await Promise.all(taken)).toHaveLength(6);
  });

  test('finds the one bad command of a group, and the others are done', async () => {
    const group = createGroupCommit<number, string>({
      groupMax: 8,
      queueMax: 8,
      lanes: 1,
      companyMin: 8,
      patience: () => Promise.resolve(),
      isolates: (error) => error instanceof RangeError,
      run: (commands) =>
        commands.includes(3)
          ? Promise.reject(new RangeError('three'))
          : Promise.resolve(commands.map((n) => `did ${n}`)),
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => group.submit(n)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  test('an error that no single command can have caused is told to all, once', async () => {
    const { group, groups, started } = createControlledGroupCommit();
    const answers = Promise.allSettled([group.submit(1), group.submit(2)]);
    (await started(1)).fail(new Error('the database is gone'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(groups).toHaveLength(1);
  });

  test('draining answers what was taken in and refuses what comes after', async () => {
    const { group, started } = createControlledGroupCommit();
    const taken = [1, 2, 3, 4].map((n) => group.submit(n));
    const drained = group.drain();
    await expect(group.submit(5)).rejects.toThrow(QueueFullError);
    (await started(1)).end();
    (await started(2)).end();
    await drained;
    expect(await Promise.all(taken)).toEqual(['did 1', 'did 2', 'did 3', 'did 4']);
  });
});
