import { Random } from '../simulator/random.ts';
import type { BenchCase, OpenCase } from './bench-case.ts';
import type { MetricStore } from './metrics.ts';
import { hasTarget } from './targets.ts';
import { formatMetrics } from './report.ts';
import { shuffle } from './shuffle.ts';
import type { BenchContext } from './bench-context.ts';

export interface SamplingPlan {
  rounds: number;
  /** Skips cases without a target after the first round. */
  targetCasesOnly?: boolean;
  sampleMs: number;
  /** Samples of each isolated case. */
  isolatedSamples: number;
  /** Milliseconds after process start by which the last round should end; rounds that would end later are skipped. */
  roundsEndMs: number;
  /** Determines the order of the cases in each round. */
  seed: number;
}

/** Measures all shared cases in rounds, then each isolated case. */
export async function runCases(
  context: BenchContext,
  cases: readonly BenchCase[],
  plan: SamplingPlan,
  metrics: MetricStore,
): Promise<void> {
  const shared = cases.filter((benchCase) => !benchCase.isolated);
  if (shared.length > 0) await runRounds(context, shared, plan, metrics);
  for (const benchCase of cases) {
    if (benchCase.isolated) {
      const samples = Math.min(plan.isolatedSamples, benchCase.isolated.samplesMax);
      await runIsolated(context, benchCase, samples, plan.sampleMs, metrics);
    }
  }
}

async function runRounds(
  context: BenchContext,
  cases: readonly BenchCase[],
  { rounds, targetCasesOnly, sampleMs, roundsEndMs, seed }: SamplingPlan,
  metrics: MetricStore,
): Promise<void> {
  const opened: { name: string; open: OpenCase }[] = [];
  const random = new Random(seed, 'order of cases');
  console.log(`Case order: --seed ${seed}`);
  try {
    for (const { name, open } of cases) opened.push({ name, open: await open(context) });
    let roundMs = 0;
    for (let round = 1; round <= rounds; round++) {
      // performance.now() counts from the start of this process.
      const startedAt = performance.now();
      if (round > 1 && startedAt + roundMs > roundsEndMs) {
        console.log(`Skipping round ${round}: it would take too long.`);
        return;
      }
      // Random order, so that no case always runs after the same one and its pending writes.
      const shuffled = shuffle(opened, () => random.next());
      const all = round === 1 || !targetCasesOnly || !opened.some(({ name }) => hasTarget(name));
      for (const { name, open } of shuffled) {
        if (!all && !hasTarget(name)) continue;
        await takeSample(`round ${round} of ${rounds}`, name, open, sampleMs, metrics);
      }
      roundMs = performance.now() - startedAt;
    }
  } finally {
    for (const { open } of opened) await open.close?.();
  }
}

async function runIsolated(
  context: BenchContext,
  { name, open }: BenchCase,
  samples: number,
  sampleMs: number,
  metrics: MetricStore,
): Promise<void> {
  console.log(`Preparing ${name} …`);
  const opened = await open(context);
  try {
    for (let number = 1; number <= samples; number++) {
      await takeSample(`sample ${number} of ${samples}`, name, opened, sampleMs, metrics);
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
  metrics: MetricStore,
): Promise<void> {
  const figures = await open.sample(sampleMs);
  metrics.add(name, figures);
  console.log(`${step}  ${name}  ${formatMetrics(figures)}`);
}
