import { AsyncLocalStorage } from 'node:async_hooks';
import { Random } from './random.ts';

/** One request, job or webhook in a process, with random numbers and fault names of its own. */
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
    { name, random: new Random(seed, `task ${name}`), injectionPointCount: 0 },
    work,
  );
}

export function currentTaskContext(): TaskContext {
  const context = taskContexts.getStore();
  if (!context) throw new Error('the simulator runs the shop only within a context');
  return context;
}

/** The name of an opportunity for a fault, such as `place s3.1: commit 2`. */
export function nextInjectionPoint(what: string): string {
  const context = currentTaskContext();
  context.injectionPointCount++;
  return `${context.name}: ${what} ${context.injectionPointCount}`;
}
