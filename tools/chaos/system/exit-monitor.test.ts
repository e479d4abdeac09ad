import { expect, test } from 'vitest';
import { createExitMonitor } from './exit-monitor.ts';

test('reports a process that exits by itself when ready, and no other exit', () => {
  const exitMonitor = createExitMonitor();
  exitMonitor.onLogLine('web', 'listening on http://localhost:3000');
  exitMonitor.onLogLine('web', 'exited unexpectedly (SIGKILL); restarting in 0.5 s');
  exitMonitor.onLogLine('web', 'exited unexpectedly (exit code 1); restarting in 1 s');
  expect(exitMonitor.unexpectedExits).toEqual([]);
  exitMonitor.onLogLine('web', 'listening on http://localhost:3000');
  exitMonitor.onLogLine('web', 'exited unexpectedly (exit code 1); restarting in 2 s');
  expect(exitMonitor.unexpectedExits).toEqual(['web exited by itself (exit code 1)']);
});

test('throws when a process never logged that it is ready', () => {
  const exitMonitor = createExitMonitor();
  exitMonitor.onLogLine('worker', 'worker started');
  expect(() => exitMonitor.assertAllSeenReady(['worker'])).not.toThrow();
  expect(() => exitMonitor.assertAllSeenReady(['worker', 'web'])).toThrow(/web/);
});
