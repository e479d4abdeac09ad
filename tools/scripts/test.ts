// npm test: the checks, then unit and database tests, then the browser journeys.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.ts';
import { programs, root } from './programs.ts';
import {
  addCounts,
  readPlaywrightCounts,
  readVitestCounts,
  type TestCounts,
} from './test-counts.ts';

interface Step {
  name: string;
  command: string[];
  counts?: () => TestCounts;
}

const results = join(root, 'test-results');
const vitestReport = join(results, 'vitest.json');
/** Written by playwright.config.ts. */
const playwrightReport = join(results, 'playwright.json');

const steps: Step[] = [
  { name: 'check', command: [join(root, 'tools/scripts/check.ts')] },
  {
    name: 'unit and database tests',
    command: [
      programs.vitest,
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ],
    counts: () => readVitestCounts(vitestReport),
  },
  {
    name: 'browser journeys',
    command: [programs.playwright, 'test'],
    counts: () => readPlaywrightCounts(playwrightReport),
  },
];

/**
 * Runs a program in a process group of its own, and ends what it left running: a process that outlives a
 * failed test would keep the output open, and the reader of the output would wait without end.
 *
 * @returns whether it succeeded
 */
async function run(command: string[]): Promise<boolean> {
  const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit', detached: true });
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  process.on('SIGINT', signalGroup).on('SIGTERM', signalGroup);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', signalGroup).off('SIGTERM', signalGroup);
  signalGroup('SIGKILL');
  return code === 0;
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results);
// First, since without a browser the journeys at the end would fail.
await findBrowser();
let total: TestCounts = { passed: 0, failed: 0 };
for (const step of steps) {
  console.log(`\n== ${step.name}`);
  const startedAt = performance.now();
  const ok = await run(step.command);
  console.log(`${step.name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const counts = step.counts?.();
  if (counts) total = addCounts(total, counts);
  if (!ok) {
    console.error(`\nFailed: ${step.name}. The steps after it did not run.`);
    process.exitCode = 1;
    break;
  }
}
if (total.passed + total.failed > 0) {
  console.log(`\ntests: ${total.passed} passed, ${total.failed} failed`);
}
