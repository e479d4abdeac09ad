import { DomainError } from '#server/shared/errors.ts';
import type { ShopProcess } from './machine.ts';
import { Random } from './random.ts';
import { reportUnexpectedError } from './report-unexpected-error.ts';
import type { World } from './world.ts';

/** What somebody outside gets for a request. */
export type RequestResult<T> =
  | { kind: 'answered'; value: T }
  | { kind: 'refused'; error: DomainError }
  /** An error, or none: what the shop did is unknown. */
  | { kind: 'unknown' };

const REQUEST_TIMEOUT_MS = 40_000;

/**
 * Sends a request to one of the web processes and waits for its answer.
 * @param name of this request; no other of the run has it
 * @param options.timeoutMs after which the client gives up, while the request may still run
 * @param options.onSettled is told when no process has it in hand any more
 */
export async function sendRequest<T>(
  world: World,
  name: string,
  work: (process: ShopProcess) => Promise<T>,
  options: { timeoutMs?: number; onSettled?: () => void } = {},
): Promise<RequestResult<T>> {
  const { scheduler } = world;
  const random = new Random(scheduler.seed, `ask ${name}`);
  await scheduler.sleep(random.skewed(2, 400), `request ${name}`);
  const webs = world.machines.filter((machine) => machine.role === 'web' && machine.process);
  if (webs.length === 0) {
    options.onSettled?.();
    return { kind: 'unknown' };
  }
  const process = random.pick(webs).process!;

  const answer = process
    .run(name, () => work(process))
    .then((outcome): RequestResult<T> => {
      options.onSettled?.();
      if (outcome.kind === 'done') return { kind: 'answered', value: outcome.value };
      if (outcome.kind === 'died') return { kind: 'unknown' };
      if (outcome.error instanceof DomainError) return { kind: 'refused', error: outcome.error };
      reportUnexpectedError(world, name, outcome.error);
      return { kind: 'unknown' };
    });
  const timeout = scheduler
    .sleep(options.timeoutMs ?? REQUEST_TIMEOUT_MS, `patience ${name}`)
    .then((): RequestResult<T> => ({ kind: 'unknown' }));
  const first = await Promise.race([answer, timeout]);
  await scheduler.sleep(random.skewed(2, 400), `answer ${name}`);
  return first;
}
