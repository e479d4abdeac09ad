import { expect, test } from 'vitest';
import { watchEnds } from './watch-ends.ts';

test('tells of a process that ends by itself while it serves, and of no other end', () => {
  const watch = watchEnds();
  watch.hear('web', 'listening on http://localhost:3000');
  watch.hear('web', 'exited unexpectedly (SIGKILL); restarting in 0.5 s');
  watch.hear('web', 'exited unexpectedly (exit code 1); restarting in 1 s');
  expect(watch.ends).toEqual([]);
  watch.hear('web', 'listening on http://localhost:3000');
  watch.hear('web', 'exited unexpectedly (exit code 1); restarting in 2 s');
  expect(watch.ends).toEqual(['web ended by itself (exit code 1) while it served']);
});

test('says so when it never heard that a process serves', () => {
  const watch = watchEnds();
  watch.hear('worker', 'worker started');
  expect(() => watch.assertSeen(['worker'])).not.toThrow();
  expect(() => watch.assertSeen(['worker', 'web'])).toThrow(/web/);
});
