// npm run simulate -- --seeds 1000 --seed-from 1: see docs/simulator.md.
import { parseArgs } from 'node:util';
import { bugs } from './bugs.ts';
import { openDatabase } from './database.ts';
import { judgeBugs } from './judge-bugs.ts';
import type { Bug } from './run.ts';
import { runSeeds, type SeedsOptions } from './run-seeds.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    'seed-from': { type: 'string', default: '1' },
    events: { type: 'string', default: '300' },
    trace: { type: 'boolean', default: false },
    'with-bug': { type: 'string' },
    bugs: { type: 'boolean', default: false },
  },
});
const options: SeedsOptions = {
  seeds: parsePositiveInteger('seeds'),
  firstSeed: parsePositiveInteger('seed-from'),
  events: parsePositiveInteger('events'),
  bug: values['with-bug'] === undefined ? null : findBug(values['with-bug']),
  printTrace: values.trace,
};
const database = await openDatabase();
const print = (text: string) => console.log(text);
if (values.bugs) await judgeBugs(database, options, print);
else if ((await runSeeds(database, options, print)) > 0) process.exitCode = 1;
await database.close();

function findBug(name: string): Bug {
  const found = bugs.find((candidate) => candidate.name === name);
  return (
    found ??
    exitWithUsageError(
      `--with-bug must be one of these, not "${name}":\n` +
        bugs.map((candidate) => `  ${candidate.name}`).join('\n'),
    )
  );
}

function parsePositiveInteger(option: 'seeds' | 'seed-from' | 'events'): number {
  const number = Number(values[option]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  return exitWithUsageError(`--${option} must be a whole number above 0, not "${values[option]}"`);
}

function exitWithUsageError(message: string): never {
  console.error(message);
  process.exit(2);
}
