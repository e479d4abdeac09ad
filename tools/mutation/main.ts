// npm run mutate: changes the code of the checkout in many small ways ("mutants") and expects a test to
// fail for each. npm run mutate -- rules: that group alone.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from './groups.ts';

/** Share of mutants that the tests must kill, in per cent. */
const SCORE_MIN = 85;

/** What Stryker's JSON report says of each file. */
interface Report {
  files: Record<string, { mutants: { status: string }[] }>;
}

const root = join(import.meta.dirname, '../..');
const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const asked = process.argv.slice(2);
const scores: { file: string; killed: number; total: number }[] = [];

for (const name of asked.length > 0 ? asked : Object.keys(groups)) {
  // Each test file starts a sandbox process, whose code is then compiled once.
  const cache = join(root, 'reports/mutation/compile-cache');
  const env = { ...process.env, MUTATION_GROUP: name, NODE_COMPILE_CACHE: cache };
  const command = [stryker, 'run', 'tools/mutation/stryker.config.ts'];
  const { status } = spawnSync(process.execPath, command, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`Stryker failed on ${name}.`);
  scores.push(...readScores(join(root, `reports/mutation/${name}.json`)));
}

const sum = (of: (score: (typeof scores)[number]) => number) =>
  scores.reduce((total, score) => total + of(score), 0);
const all = { file: 'all', killed: sum(({ killed }) => killed), total: sum(({ total }) => total) };
for (const { file, killed, total } of [...scores, all]) {
  const score = ((100 * killed) / total).toFixed(1);
  console.log(`${file.padEnd(40)} ${score.padStart(5)} %  ${killed} of ${total} mutants killed`);
}
if (all.killed * 100 < SCORE_MIN * all.total) {
  console.error(`The tests must kill ${SCORE_MIN} % of the mutants.`);
  process.exitCode = 1;
}

function readScores(reportFile: string): typeof scores {
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  return Object.entries(report.files).map(([file, { mutants }]) => {
    const valid = mutants.filter(({ status }) => status !== 'Ignored');
    // A mutant that makes the tests hang is found out, too.
    const killed = valid.filter(({ status }) => status === 'Killed' || status === 'Timeout');
    return { file, killed: killed.length, total: valid.length };
  });
}
