import { Random } from '../../simulator/random.ts';
import { faultKinds, kindOf, membersOf, type FaultKind } from './fault-kinds.ts';

export interface Fault {
  kind: FaultKind;
  /** After the start of the run. */
  atMs: number;
  lastsMs: number;
  /** Which of several webs or workers, from 0. */
  member: number;
  /** In [0, 1): chooses among what is there when it strikes, or how much of it. */
  chance: number;
}

/** Traffic alone, to begin with. */
const QUIET_MS = 500;
const BETWEEN_MS: [min: number, max: number] = [100, 800];

/**
 * The faults of a run. The same seed gives the same ones, and every kind comes before any comes again,
 * so that a short run has as many kinds as fit.
 */
export function makeSchedule(seed: number, seconds: number): Fault[] {
  const random = new Random(seed, 'schedule');
  const endMs = seconds * 1000;
  const freeAt = new Map<string, number>();
  const faults: Fault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = QUIET_MS; atMs < endMs; atMs += random.int(...BETWEEN_MS)) {
    if (deck.length === 0) deck = shuffled(random, kindsFor(seconds));
    const chosen = takeFirst(deck, (kind) => freeMember(kind, random, freeAt, atMs) !== null);
    if (!chosen) continue;
    const { area, lastsMs, restMs = 0 } = kindOf(chosen);
    const member = freeMember(chosen, random, freeAt, atMs) ?? 0;
    const lasts = Math.min(random.int(...lastsMs), endMs - atMs);
    freeAt.set(`${area} ${member}`, atMs + lasts + restMs);
    faults.push({ kind: chosen, atMs, lastsMs: lasts, member, chance: random.next() });
  }
  return faults;
}

function kindsFor(seconds: number): FaultKind[] {
  const kinds = Object.keys(faultKinds) as FaultKind[];
  return kinds.filter((kind) => seconds >= (kindOf(kind).secondsMin ?? 0));
}

/** A web, worker or other thing of the kind's area that no fault strikes at that time. */
function freeMember(
  kind: FaultKind,
  random: Random,
  freeAt: ReadonlyMap<string, number>,
  atMs: number,
): number | null {
  const { area } = kindOf(kind);
  const members = Array.from({ length: membersOf[area] ?? 1 }, (_, member) => member);
  const free = members.filter((member) => (freeAt.get(`${area} ${member}`) ?? 0) <= atMs);
  return free.length > 0 ? random.pick(free) : null;
}

function takeFirst(deck: FaultKind[], fits: (kind: FaultKind) => boolean): FaultKind | null {
  const at = deck.findIndex(fits);
  return at < 0 ? null : (deck.splice(at, 1)[0] ?? null);
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
