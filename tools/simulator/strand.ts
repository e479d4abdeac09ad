import { AsyncLocalStorage } from 'node:async_hooks';
import { Random } from './random.ts';

/**
 * What runs in a process on behalf of one request, job or webhook. Its random numbers and the names
 * of its chances to go wrong are its own, whatever else runs beside it.
 */
export interface Strand {
  name: string;
  random: Random;
  opportunities: number;
}

const strands = new AsyncLocalStorage<Strand>();

export function runAsStrand<T>(seed: number, name: string, work: () => Promise<T>): Promise<T> {
  return strands.run({ name, random: new Random(seed, `strand ${name}`), opportunities: 0 }, work);
}

export function currentStrand(): Strand {
  const strand = strands.getStore();
  if (!strand) throw new Error('the simulator runs the shop only within a strand');
  return strand;
}

/** A name for what may go wrong now, such as `place s3.1: commit 2`. */
export function opportunity(what: string): string {
  const strand = currentStrand();
  strand.opportunities++;
  return `${strand.name}: ${what} ${strand.opportunities}`;
}
