import { DomainError } from '#server/shared/errors.ts';
import type { ShopProcess, ShopRun } from './machine.ts';
import { Random } from './random.ts';
import { reportUnexpectedError } from './report-unexpected-error.ts';

/** What a client gets for a request. */
export type RequestResult<T> =
  | { kind: 'answered'; value: T }
  | { kind: 'refused'; error: DomainError }
  /** An error or a timeout: what the shop did is unknown. */
  | { kind: 'unknown' };

const REQUEST_TIMEOUT_MS = 40_000;

/**
 * Sends a request to a random web process and waits for its response.
 * @param name unique in the run
 * @param options.timeoutMs after which the client gives up; the request may still run
 * @param options.onSettled called when no process works on the request any more
 */
export async function sendRequest<T>(
  run: ShopRun,
  name: string,
  work: (process: ShopProcess) => Promise<T>,
  options: { timeoutMs?: number; onSettled?: () => void } = {},
): Promise<RequestResult<T>> {
  const { scheduler } = run;
  const random = new Random(scheduler.seed, `request ${name}`);
  await scheduler.sleep(random.skewed(2, 400), `request ${name}`);
  const webs = run.machines.filter((machine) => machine.role === 'web' && machine.process);
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
      reportUnexpectedError(run, name, outcome.error);
      return { kind: 'unknown' };
    });
  const timeout = scheduler
    .sleep(options.timeoutMs ?? REQUEST_TIMEOUT_MS, `timeout ${name}`)
    .then((): RequestResult<T> => ({ kind: 'unknown' }));
  const first = await Promise.race([answer, timeout]);
  await scheduler.sleep(random.skewed(2, 400), `answer ${name}`);
  return first;
}
