import { Random } from '../../simulator/random.ts';
import { faultKinds, faultSpec, instanceCounts, type FaultKind } from './fault-kinds.ts';

export interface Fault {
  kind: FaultKind;
  /** After the start of the run. */
  atMs: number;
  durationMs: number;
  /** Which of several webs or workers, from 0. */
  instance: number;
  /** In [0, 1): chooses among what is there when it strikes, or how much of it. */
  randomValue: number;
}

/** Traffic alone, to begin with. */
const WARM_UP_MS = 500;
const FAULT_INTERVAL_MS: [min: number, max: number] = [100, 800];

/**
 * The faults of a run. The same seed gives the same ones, and every kind comes before any comes again,
 * so that a short run has as many kinds as fit.
 */
export function createFaultSchedule(seed: number, seconds: number): Fault[] {
  const random = new Random(seed, 'schedule');
  const endMs = seconds * 1000;
  const freeAt = new Map<string, number>();
  const faults: Fault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = WARM_UP_MS; atMs < endMs; atMs += random.int(...FAULT_INTERVAL_MS)) {
    if (deck.length === 0) deck = shuffle(random, faultKindsFor(seconds));
    const chosen = takeFirstMatch(
      deck,
      (kind) => pickIdleInstance(kind, random, freeAt, atMs) !== null,
    );
    if (!chosen) continue;
    const { target, durationMs, cooldownMs = 0 } = faultSpec(chosen);
    const instance = pickIdleInstance(chosen, random, freeAt, atMs) ?? 0;
    const cappedMs = Math.min(random.int(...durationMs), endMs - atMs);
    freeAt.set(`${target} ${instance}`, atMs + cappedMs + cooldownMs);
    faults.push({ kind: chosen, atMs, durationMs: cappedMs, instance, randomValue: random.next() });
  }
  return faults;
}

function faultKindsFor(seconds: number): FaultKind[] {
  const kinds = Object.keys(faultKinds) as FaultKind[];
  return kinds.filter((kind) => seconds >= (faultSpec(kind).runSecondsMin ?? 0));
}

/** A web, worker or other thing of the kind's area that no fault strikes at that time. */
function pickIdleInstance(
  kind: FaultKind,
  random: Random,
  freeAt: ReadonlyMap<string, number>,
  atMs: number,
): number | null {
  const { target } = faultSpec(kind);
  const members = Array.from({ length: instanceCounts[target] ?? 1 }, (_, instance) => instance);
  const free = members.filter((instance) => (freeAt.get(`${target} ${instance}`) ?? 0) <= atMs);
  return free.length > 0 ? random.pick(free) : null;
}

function takeFirstMatch(deck: FaultKind[], fits: (kind: FaultKind) => boolean): FaultKind | null {
  const at = deck.findIndex(fits);
  return at < 0 ? null : (deck.splice(at, 1)[0] ?? null);
}

function shuffle<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
