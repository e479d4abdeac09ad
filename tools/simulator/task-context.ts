import { AsyncLocalStorage } from 'node:async_hooks';
import { Random } from './random.ts';

/**
 * What runs in a process on behalf of one request, job or webhook. Its random numbers and the names
 * of its chances to go wrong are its own, whatever else runs beside it.
 */
export interface TaskContext {
  name: string;
  random: Random;
  injectionPointCount: number;
}

const taskContexts = new AsyncLocalStorage<TaskContext>();

export function runInTaskContext<T>(
  seed: number,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return taskContexts.run(
    { name, random: new Random(seed, `strand ${name}`), injectionPointCount: 0 },
    work,
  );
}

export function currentTaskContext(): TaskContext {
  const context = taskContexts.getStore();
  if (!context) throw new Error('the simulator runs the shop only within a context');
  return context;
}

/** A name for what may go wrong now, such as `place s3.1: commit 2`. */
export function nextInjectionPoint(what: string): string {
  const context = currentTaskContext();
  context.injectionPointCount++;
  return `${context.name}: ${what} ${context.injectionPointCount}`;
}
