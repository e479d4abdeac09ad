import { Random } from '../simulator/random.ts';
import type { BenchCase, OpenCase } from './bench-case.ts';
import type { MetricStore } from './metrics.ts';
import { hasTarget } from './targets.ts';
import { formatMetrics } from './report.ts';
import { shuffle } from './shuffle.ts';
import type { BenchContext } from './bench-context.ts';

/** How much is measured. */
export interface SamplingPlan {
  rounds: number;
  /** After the first round, only the cases that marks are about. */
  targetCasesOnly?: boolean;
  sampleMs: number;
  /** Of cases that are measured by themselves. */
  isolatedSamples: number;
  /** No second or later round begins that would probably end later than this after our start. */
  roundsEndMs: number;
  /** Of the order in which a round measures the cases. */
  seed: number;
}

/** Measures the cases: first those that take turns, in rounds, then the others by themselves. */
export async function runCases(
  stage: BenchContext,
  cases: readonly BenchCase[],
  effort: SamplingPlan,
  book: MetricStore,
): Promise<void> {
  const inTurn = cases.filter((benchCase) => !benchCase.isolated);
  if (inTurn.length > 0) await runRounds(stage, inTurn, effort, book);
  for (const benchCase of cases) {
    if (benchCase.isolated) {
      const samples = Math.min(effort.isolatedSamples, benchCase.isolated.samplesMax);
      await runIsolated(stage, benchCase, samples, effort.sampleMs, book);
    }
  }
}

async function runRounds(
  stage: BenchContext,
  cases: readonly BenchCase[],
  { rounds, targetCasesOnly: onlyMarked, sampleMs, roundsEndMs, seed }: SamplingPlan,
  book: MetricStore,
): Promise<void> {
  const opened: { name: string; open: OpenCase }[] = [];
  const random = new Random(seed, 'order of cases');
  console.log(`The order of the cases comes from --seed ${seed}.`);
  try {
    for (const { name, open } of cases) opened.push({ name, open: await open(stage) });
    let roundMs = 0;
    for (let round = 1; round <= rounds; round++) {
      // performance.now() counts from the start of this process.
      const startedAt = performance.now();
      if (round > 1 && startedAt + roundMs > roundsEndMs) {
        console.log(`Leaving out round ${round}: it would take too long.`);
        return;
      }
      // In an order of chance, so that none always follows the same one and its leavings.
      const turn = shuffle(opened, () => random.next());
      const all = round === 1 || !onlyMarked || !opened.some(({ name }) => hasTarget(name));
      for (const { name, open } of turn) {
        if (!all && !hasTarget(name)) continue;
        await takeSample(`round ${round} of ${rounds}`, name, open, sampleMs, book);
      }
      roundMs = performance.now() - startedAt;
    }
  } finally {
    for (const { open } of opened) await open.close?.();
  }
}

async function runIsolated(
  stage: BenchContext,
  { name, open }: BenchCase,
  samples: number,
  sampleMs: number,
  book: MetricStore,
): Promise<void> {
  console.log(`Preparing ${name} …`);
  const opened = await open(stage);
  try {
    for (let number = 1; number <= samples; number++) {
      await takeSample(`sample ${number} of ${samples}`, name, opened, sampleMs, book);
    }
  } finally {
    await opened.close?.();
  }
}

async function takeSample(
  step: string,
  name: string,
  open: OpenCase,
  sampleMs: number,
  book: MetricStore,
): Promise<void> {
  const figures = await open.sample(sampleMs);
  book.add(name, figures);
  console.log(`${step}  ${name}  ${formatMetrics(figures)}`);
}
