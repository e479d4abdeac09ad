import { Random } from '../../simulator/random.ts';
import { faultKinds, faultSpec, instanceCounts, type FaultKind } from './fault-kinds.ts';

export interface Fault {
  kind: FaultKind;
  /** After the start of the run. */
  atMs: number;
  durationMs: number;
  /** Which web or worker, from 0. */
  instance: number;
  /** In [0, 1): selects among the targets at that time, or how many of them. */
  randomValue: number;
}

/** Traffic without faults at the start. */
const WARM_UP_MS = 500;
const FAULT_INTERVAL_MS: [min: number, max: number] = [100, 800];

/** The faults of a run. Every kind is used once before any is used again. */
export function createFaultSchedule(seed: number, seconds: number): Fault[] {
  const random = new Random(seed, 'schedule');
  const endMs = seconds * 1000;
  const freeAt = new Map<string, number>();
  const faults: Fault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = WARM_UP_MS; atMs < endMs; atMs += random.int(...FAULT_INTERVAL_MS)) {
    if (deck.length === 0) deck = random.shuffle(faultKindsFor(seconds));
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

/** An instance of the kind's target without a fault at that time. */
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
