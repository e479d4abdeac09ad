import { judgeOf, judges, type Judge } from '../invariants/rules.ts';
import { bugs } from './bugs.ts';
import type { SimulatedDatabase } from './database.ts';
import type { SeedsOptions } from './run-seeds.ts';
import { simulate } from './simulate.ts';

/** Judges of real processes only. */
const CHAOS_JUDGES: readonly Judge[] = ['stock-history'];

/** Failing runs per mistake, from which the judges are counted. */
const FAILING_RUNS = 4;

/**
 * Prints for every deliberate mistake which judges report it in its first failing runs. Runs continue
 * after a violation, so no judge hides another.
 */
export async function judgeBugs(
  database: SimulatedDatabase,
  { seeds, firstSeed, events }: SeedsOptions,
  print: (text: string) => void,
): Promise<void> {
  const columns = judges.filter((judge) => !CHAOS_JUDGES.includes(judge));
  print(`| mistake | seeds | failing | ${columns.join(' | ')} |`);
  print(`| --- | --- | --- | ${columns.map(() => '---').join(' | ')} |`);
  for (const bug of bugs) {
    const counts = new Map<Judge, number>();
    let [runs, failing] = [0, 0];
    for (; runs < seeds && failing < FAILING_RUNS; runs++) {
      const run = { seed: firstSeed + runs, stepsMax: events, bug, continueAfterViolation: true };
      const { violations } = await simulate(database, run);
      if (violations.length > 0) failing++;
      for (const judge of new Set(violations.map(({ rule }) => judgeOf(rule)))) {
        counts.set(judge, (counts.get(judge) ?? 0) + 1);
      }
    }
    const cells = columns.map((judge) => counts.get(judge) ?? '·');
    print(`| ${bug.name} | ${runs} | ${failing} | ${cells.join(' | ')} |`);
  }
}
