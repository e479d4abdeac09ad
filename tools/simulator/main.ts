// npm run simulate -- --seeds 1000 --seed-from 1: the shop, run from seeds with faults at every step.
import { parseArgs } from 'node:util';
import { bugs, type Bug } from './bugs.ts';
import { openDatabase } from './database.ts';
import { runSeeds, type SeedsOptions } from './run-seeds.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    'seed-from': { type: 'string', default: '1' },
    events: { type: 'string', default: '300' },
    story: { type: 'boolean', default: false },
    'with-bug': { type: 'string' },
  },
});
const options: SeedsOptions = {
  seeds: parsePositiveInteger('seeds'),
  firstSeed: parsePositiveInteger('seed-from'),
  events: parsePositiveInteger('events'),
  bug: values['with-bug'] === undefined ? null : findBug(values['with-bug']),
  printTrace: values.story,
};
const database = await openDatabase();
const violations = await runSeeds(database, options, (text) => console.log(text));
await database.close();
process.exitCode = violations === 0 ? 0 : 1;

function findBug(name: string): Bug {
  const found = bugs.find((candidate) => candidate.name === name);
  return (
    found ??
    exitWithUsageError(
      `--with-bug takes one of these mistakes, not "${name}":\n` +
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
