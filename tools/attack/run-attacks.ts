import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, Target } from './attack.ts';
import { shop, type Waits } from './honest-shopper.ts';

export interface AttackResult {
  name: string;
  /** Null: nothing. */
  achieved: string | null;
  waits: Waits;
}

export interface AttackRun {
  quiet: Waits;
  results: AttackResult[];
  /** The honest 99th percentiles under all attacks, as multiples of the quiet ones; the worse of both. */
  ratio: number;
  succeeded: number;
}

export const RATIO_MAX = 3;
/** Before each attack, since other work of the machine comes and goes. */
const QUIET_MS = 2000;
/** Of attacks without an end. */
const ATTACK_SECONDS = 6;
/** An attack that did not end by then has stopped something. */
const ATTACK_MS_MAX = 60_000;
const WARM_UP_MS = 5000;

const program = new URL('./attacker-process.ts', import.meta.url);

/** Measures honest shoppers alone before each attack, and during it. */
export async function runAttacks(
  target: Target,
  attacks: readonly Attack[],
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<AttackRun> {
  let buyer = 1;
  const shopUntil = (until: AbortSignal) => {
    const nextBuyer = () => target.buyers[buyer++ % target.buyers.length]!;
    return shop(target, nextBuyer, AbortSignal.any([until, signal]));
  };
  await shopUntil(AbortSignal.timeout(WARM_UP_MS));

  const quiet: Waits = { pages: [], orders: [] };
  const results: AttackResult[] = [];
  for (const { name } of attacks) {
    signal.throwIfAborted();
    const before = await shopUntil(AbortSignal.timeout(QUIET_MS));
    quiet.pages.push(...before.pages);
    quiet.orders.push(...before.orders);
    const attackOver = new AbortController();
    const shopping = shopUntil(attackOver.signal);
    const achieved = await attack(name, target, signal);
    attackOver.abort();
    const waits = await shopping;
    results.push({ name, achieved, waits });
    report(`${achieved === null ? 'held' : 'BROKEN'}  ${name}: ${describe(waits)}`);
    if (achieved !== null) report(`        ${achieved}`);
  }
  report(`quiet: ${describe(quiet)}`);
  const attacked: Waits = {
    pages: results.flatMap(({ waits }) => waits.pages),
    orders: results.flatMap(({ waits }) => waits.orders),
  };
  report(`under attack: ${describe(attacked)}`);
  return {
    quiet,
    results,
    ratio: Math.max(
      p99(attacked.orders) / p99(quiet.orders),
      target.pages ? p99(attacked.pages) / p99(quiet.pages) : 0,
    ),
    succeeded: results.filter(({ achieved }) => achieved !== null).length,
  };
}

/** The line that a run ends with. */
export function summarize({ results, succeeded, ratio }: AttackRun): string {
  const comparison = ratio <= RATIO_MAX ? '≤' : '>';
  return `attack: ${results.length} attacks, ${succeeded} succeeded, honest p99 ${comparison} ${RATIO_MAX}× quiet`;
}

async function attack(name: string, target: Target, signal: AbortSignal): Promise<string | null> {
  const child = fork(program, { execArgv: [] });
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  try {
    const answered = once(child, 'message') as Promise<[{ achieved: string | null }]>;
    const exited = once(child, 'exit').then(() => null);
    child.send({ name, target, seconds: ATTACK_SECONDS });
    const late = delay(ATTACK_MS_MAX, null, { ref: false });
    const answer = await Promise.race([answered, exited, late]);
    return answer ? answer[0].achieved : `the attack did not end within ${ATTACK_MS_MAX / 1000} s`;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

function describe({ pages, orders }: Waits): string {
  const parts = [
    ...(pages.length > 0 ? [`page p99 ${Math.round(p99(pages))} ms`] : []),
    `order p99 ${Math.round(p99(orders))} ms`,
    `${orders.length} orders`,
  ];
  return parts.join(', ');
}

/** The 99th percentile; of few values, the largest. */
export function p99(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? Infinity;
}
