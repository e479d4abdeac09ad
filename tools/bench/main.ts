// npm run bench: what ordering costs, beside the ways that it is usually done.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { baselines } from './baselines.ts';
import type { BenchCase } from './bench-case.ts';
import { engineCases } from './engine-cases.ts';
import { expiryCliff } from './expiry-cliff.ts';
import { MetricStore } from './metrics.ts';
import { grownCases } from './grown-cases.ts';
import { httpCases } from './http-cases.ts';
import { printReport, writeJson } from './report.ts';
import { describeServer, assertAuditPasses } from './verify.ts';
import { runCases, type SamplingPlan } from './run-cases.ts';
import { openBenchContext } from './bench-context.ts';
import { sweepCase } from './sweep-case.ts';

const usage = `npm run bench -- [options]

  --quick        ends within three minutes: fewer and shorter samples
  --large        also the cases on tables with 10,000,000 orders, which take long to fill
  --case NAME    only this case, or those whose names start so; may be given several times
  --seed N       measures in the order that another run had, which told its seed
  --json FILE    writes the figures and ratios to a file
  --list         names the cases and what they count`;

const allCases: BenchCase[] = [
  ...baselines,
  ...engineCases,
  ...grownCases,
  ...httpCases,
  expiryCliff,
  sweepCase,
];

const thoroughPlan: Omit<SamplingPlan, 'seed'> = {
  rounds: 5,
  sampleMs: 3000,
  isolatedSamples: 3,
  roundsEndMs: Infinity,
};
/** What comes after the rounds takes about a minute of the three. */
const quickPlan: Omit<SamplingPlan, 'seed'> = {
  rounds: 5,
  targetCasesOnly: true,
  sampleMs: 600,
  isolatedSamples: 1,
  roundsEndMs: 105_000,
};

interface Options {
  quick: boolean;
  seed: number;
  json?: string | undefined;
  cases: BenchCase[];
}

const options = readOptions();
if (options) {
  await run(options).catch((error: unknown) => {
    console.error(error instanceof Error ? `\n${error.message}` : error);
    process.exitCode = 1;
  });
}

async function run({ cases, ...options }: Options): Promise<void> {
  const book = new MetricStore(cases.map(({ name }) => name));
  const startedAt = performance.now();
  console.log('Starting a fresh PostgreSQL …');
  const stage = await openBenchContext({ quick: options.quick });
  console.log(await describeServer(stage.database));
  const end = onSignals(() => void stage.close().finally(() => process.exit(130)));
  try {
    const effort = samplingPlanFor(options.quick, cases);
    await runCases(stage, cases, { ...effort, seed: options.seed }, book);
    await assertAuditPasses(stage);
  } finally {
    end();
    await stage.close();
  }
  printReport(book, cases);
  if (options.json) writeJson(options.json, book);
  console.log(`\nTook ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}

function samplingPlanFor(
  isQuick: boolean,
  cases: readonly BenchCase[],
): Omit<SamplingPlan, 'seed'> {
  if (!isQuick) return thoroughPlan;
  // Who fills large tables has given up on three minutes.
  return cases.some(({ isLarge }) => isLarge) ? { ...quickPlan, roundsEndMs: Infinity } : quickPlan;
}

/** @returns undefined when there is nothing to run, which has been said why */
function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        case: { type: 'string', multiple: true },
        seed: { type: 'string', default: String(randomInt(1_000_000)) },
        json: { type: 'string' },
        list: { type: 'boolean', default: false },
      },
    });
    if (values.list) {
      for (const { name, description: counts } of allCases) console.log(`${name}\n    ${counts}`);
      return undefined;
    }
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed))
      throw new Error(`--seed takes a whole number, and not "${values.seed}".`);
    return { ...values, seed, cases: selectCases(values.case, values) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 1;
    return undefined;
  }
}

function selectCases(names: string[] | undefined, { large }: { large: boolean }): BenchCase[] {
  if (!names) {
    return allCases.filter(({ isLarge }) => large || !isLarge);
  }
  const chosen = new Set<BenchCase>();
  for (const name of names) {
    const exact = allCases.filter((benchCase) => benchCase.name === name);
    const alike = allCases.filter((benchCase) => benchCase.name.startsWith(name));
    const found = exact.length > 0 ? exact : alike;
    if (found.length === 0) throw new Error(`No case is called "${name}"; --list names them.`);
    for (const benchCase of found) chosen.add(benchCase);
  }
  return allCases.filter((benchCase) => chosen.has(benchCase));
}

function onSignals(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
