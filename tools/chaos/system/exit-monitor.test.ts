import { expect, test } from 'vitest';
import { createExitMonitor } from './exit-monitor.ts';

test('tells of a process that ends by itself while it serves, and of no other end', () => {
  const exitMonitor = createExitMonitor();
  exitMonitor.onLogLine('web', 'listening on http://localhost:3000');
  exitMonitor.onLogLine('web', 'exited unexpectedly (SIGKILL); restarting in 0.5 s');
  exitMonitor.onLogLine('web', 'exited unexpectedly (exit code 1); restarting in 1 s');
  expect(exitMonitor.unexpectedExits).toEqual([]);
  exitMonitor.onLogLine('web', 'listening on http://localhost:3000');
  exitMonitor.onLogLine('web', 'exited unexpectedly (exit code 1); restarting in 2 s');
  expect(exitMonitor.unexpectedExits).toEqual([
    'web ended by itself (exit code 1) while it served',
  ]);
});

test('says so when it never heard that a process serves', () => {
  const exitMonitor = createExitMonitor();
  exitMonitor.onLogLine('worker', 'worker started');
  expect(() => exitMonitor.assertAllSeenReady(['worker'])).not.toThrow();
  expect(() => exitMonitor.assertAllSeenReady(['worker', 'web'])).toThrow(/web/);
});
