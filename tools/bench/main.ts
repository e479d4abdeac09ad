// npm run bench: measures the checkout against the usual ways of placing orders.
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

const usage = `npm run bench -- [options]

  --quick        ends within three minutes: fewer and shorter samples
  --large        also the cases on tables with 10,000,000 orders, which take long to fill
  --case NAME    only this case, or all whose names start with it; may be repeated
  --seed N       repeats the case order of another run, which printed its seed
  --json FILE    writes the figures and ratios to a file
  --list         lists the cases and what they measure`;

const allCases: BenchCase[] = [
  ...baselines,
  ...engineCases,
  ...grownCases,
  ...httpCases,
  expiryCliff,
];

const thoroughPlan: Omit<SamplingPlan, 'seed'> = {
  rounds: 5,
  sampleMs: 3000,
  isolatedSamples: 3,
  roundsEndMs: Infinity,
};
/** Of the three minutes, isolated cases after the rounds take about one. */
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
  const metrics = new MetricStore(cases.map(({ name }) => name));
  const startedAt = performance.now();
  console.log('Starting a fresh PostgreSQL …');
  const context = await openBenchContext({ quick: options.quick });
  console.log(await describeServer(context.database));
  const removeListeners = onSignals(() => void context.close().finally(() => process.exit(130)));
  try {
    const plan = samplingPlanFor(options.quick, cases);
    await runCases(context, cases, { ...plan, seed: options.seed }, metrics);
    await assertAuditPasses(context);
  } finally {
    removeListeners();
    await context.close();
  }
  printReport(metrics, cases);
  if (options.json) writeJson(options.json, metrics);
  console.log(`\nTook ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}

function samplingPlanFor(
  isQuick: boolean,
  cases: readonly BenchCase[],
): Omit<SamplingPlan, 'seed'> {
  if (!isQuick) return thoroughPlan;
  // Filling large tables takes longer than three minutes anyway.
  return cases.some(({ isLarge }) => isLarge) ? { ...quickPlan, roundsEndMs: Infinity } : quickPlan;
}

/** @returns undefined when there is nothing to run; the reason has been printed */
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
      throw new Error(`--seed takes a whole number, not "${values.seed}".`);
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
    const matching = allCases.filter((benchCase) => benchCase.name.startsWith(name));
    const found = exact.length > 0 ? exact : matching;
    if (found.length === 0) throw new Error(`Unknown case "${name}"; --list shows all.`);
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
