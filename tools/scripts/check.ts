// npm run check: everything that can be checked without running the code, in under a minute.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { programs, root } from './programs.ts';
import { runProgram, type ProgramResult } from './run-program.ts';

interface Check {
  name: string;
  steps: string[][];
  hint: string;
}

/** Longest first; one per processor runs at a time. */
const checks: Check[] = [
  {
    name: 'lint',
    steps: [[programs.oxlint, '--type-aware']],
    hint: 'see the file and rule that oxlint names',
  },
  {
    name: 'types',
    // Next generates the types of routes.
    steps: [
      [programs.next, 'typegen'],
      [programs.tsc, '--noEmit'],
    ],
    hint: 'see the error of the compiler',
  },
  {
    name: 'format',
    steps: [[programs.prettier, '--check', '--log-level', 'warn', '.']],
    hint: 'run "npm run format"',
  },
  {
    name: 'generated types',
    steps: [[join(root, 'tools/scripts/generate-types.ts'), '--check']],
    hint: 'run "npm run generate-types"',
  },
  {
    name: 'import rules',
    steps: [[join(root, 'tools/scripts/import-rules.ts')]],
    hint: 'import from an allowed folder; .dependency-cruiser.cjs gives the reasons',
  },
  {
    name: 'known holes in dependencies',
    steps: [[join(root, 'tools/scripts/audit-packages.ts')]],
    hint: 'update the package, or run "npm audit" to see who needs it',
  },
  {
    name: 'dead code',
    steps: [[programs.knip]],
    hint: 'remove what is unused',
  },
];

const failed: string[] = [];
const queue = checks.values();
await Promise.all(Array.from({ length: availableParallelism() }, () => runQueuedChecks()));
if (failed.length > 0) {
  console.error(`\ncheck: failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

async function runQueuedChecks(): Promise<void> {
  for (const check of queue) {
    const startedAt = performance.now();
    const result = await runSteps(check.steps);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    console.log(`${result.code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${check.name}`);
    const skipped = /^skipped: .*/m.exec(result.output)?.[0];
    if (skipped) console.log(`                 ${skipped}`);
    if (result.code === 0) continue;
    failed.push(check.name);
    console.error(`${result.output.trim()}\nTo fix ${check.name}: ${check.hint}.\n`);
  }
}

async function runSteps(steps: string[][]): Promise<ProgramResult> {
  let result: ProgramResult = { code: 0, output: '' };
  for (const step of steps) {
    result = await runProgram(step);
    if (result.code !== 0) break;
  }
  return result;
}
