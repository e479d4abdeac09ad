import { expect, test } from 'vitest';
import { shareReads } from './share-reads.ts';

/** Reads that end when the test says so. */
function openReads() {
  const reads: PromiseWithResolvers<string>[] = [];
  const get = shareReads(() => {
    const read = Promise.withResolvers<string>();
    reads.push(read);
    return read.promise;
  });
  const started = async (count: number) => {
    await expect.poll(() => reads.length).toBe(count);
  };
  return { reads, get, started };
}

test('all who ask in one turn of the event loop share one read', async () => {
  const { reads, get, started } = openReads();
  const answers = Array.from({ length: 100 }, () => get('a'));
  await started(1);
  reads[0]!.resolve('first');
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['first']));
  expect(reads).toHaveLength(1);
});

test('who asks during a read gets a later one, shared with the others', async () => {
  const { reads, get, started } = openReads();
  const early = get('a');
  await started(1);
  const late = [get('a'), get('a')];
  reads[0]!.resolve('old');
  expect(await early).toBe('old');
  await started(2);
  reads[1]!.resolve('new');
  expect(await Promise.all(late)).toEqual(['new', 'new']);
});

test('an error reaches those who share the read, and the next read is tried', async () => {
  const { reads, get, started } = openReads();
  const failed = Promise.allSettled([get('a'), get('a')]);
  await started(1);
  const next = get('a');
  reads[0]!.reject(new Error('no connection'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await started(2);
  reads[1]!.resolve('again');
  expect(await next).toBe('again');
});

test('different things are read independently', async () => {
  const { reads, get, started } = openReads();
  const [a, b] = [get('a'), get('b')];
  await started(2);
  reads[1]!.resolve('of b');
  expect(await b).toBe('of b');
  reads[0]!.resolve('of a');
  expect(await a).toBe('of a');
});
