import { v5 } from 'uuid';
import { queues } from '#db/queues.ts';
import type { JobPayloads, QueueName } from '#server/platform/jobs.ts';
import { handlers, type Handler } from '../../workers/handlers.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts';
import type { JobRow } from './job-queue.ts';
import type { Machine, ShopRun } from './machine.ts';
import { Random } from './random.ts';
import { reportUnexpectedError } from './report-unexpected-error.ts';
import { UniqueNames } from './unique-names.ts';

/** A worker looks for due jobs this often. */
const POLL_INTERVAL_MS = SECOND_MS;
/** The namespace of generated job ids. */
const JOB_ID_NAMESPACE = '00000000-0000-4000-8000-000000000000';

interface Job {
  /** A UUID, as the handler gets it. */
  id: string;
  name: string;
  queue: QueueName;
  payload: JobPayloads[QueueName];
  attempts: number;
  generation: number;
  /** A run of it has succeeded. */
  isDone: boolean;
}

/**
 * Starts committed jobs when they are due, retries them as db/queues.ts says, expires those whose
 * worker dies, and loses, delays and duplicates them as faults demand.
 */
export class SimulatedQueue {
  stalledUntilMs = 0;
  readonly #run: ShopRun;
  readonly #names = new UniqueNames();
  #generation = 0;

  constructor(run: ShopRun) {
    this.#run = run;
  }

  /** Schedules a job that has just been committed. */
  scheduleCommitted(row: JobRow): void {
    const { scheduler, faults } = this.#run;
    const dueMs = row.start_after ? Date.parse(row.start_after) : scheduler.nowMs;
    const name = this.#nameOf(row);
    const job = { ...this.#newJob(row, name), ...(row.named && { id: row.named }) };
    const random = new Random(scheduler.seed, `job ${job.name}`);
    if (faults.shouldInject('job lost', job.name)) return;

    let startMs = Math.max(dueMs, scheduler.nowMs) + random.int(0, POLL_INTERVAL_MS);
    if (faults.shouldInject('job late', job.name)) startMs += random.skewed(SECOND_MS, HOUR_MS);
    else if (dueMs > scheduler.nowMs && faults.shouldInject('job early', job.name)) {
      startMs = random.int(scheduler.nowMs, dueMs - 1);
    }
    if (faults.shouldInject('job duplicated', job.name)) {
      const again = { ...job, name: `${job.name} again` };
      const laterMs = startMs + random.skewed(0, 10 * MINUTE_MS);
      scheduler.at(laterMs, `start ${again.name}`, () => this.#start(again));
    }
    scheduler.at(startMs, `start ${job.name}`, () => this.#start(job));
  }

  /** Starts a sweep, as the cron does. */
  startSweep(number: number): void {
    const payload = { startedBy: 'system:cron' };
    this.#start(this.#newJob({ queue: 'sweep', payload }, `sweep ${number}`));
  }

  #newJob({ queue, payload }: Pick<Job, 'queue' | 'payload'>, name: string): Job {
    const id = v5(name, JOB_ID_NAMESPACE);
    return { id, name, queue, payload, attempts: 0, generation: this.#generation, isDone: false };
  }

  /** Drops all jobs, also running ones, as when the queue's tables are lost. */
  dropAll(): void {
    this.#generation++;
  }

  #start(job: Job): void {
    const { scheduler, faults } = this.#run;
    if (job.generation !== this.#generation) return;
    if (this.stalledUntilMs > scheduler.nowMs) {
      scheduler.at(this.stalledUntilMs, `start ${job.name}`, () => this.#start(job));
      return;
    }
    const run = `${job.name} try ${job.attempts + 1}`;
    const random = new Random(scheduler.seed, `start ${run}`);
    const workers = this.#run.machines.filter(
      (machine) => machine.role === 'worker' && machine.process,
    );
    if (workers.length === 0) {
      scheduler.after(5 * SECOND_MS, `start ${job.name}`, () => this.#start(job));
      return;
    }
    const worker = random.pick(workers);
    void this.#work(job, worker, run);
    const other = workers.find((machine) => machine !== worker);
    if (other && faults.shouldInject('two workers on one job', run)) {
      void this.#work(job, other, `${run} twice`);
    }
    const { attempts } = job;
    const { expireInSeconds = 300 } = queues[job.queue]!;
    scheduler.after(expireInSeconds * SECOND_MS, `expire ${run}`, () => {
      if (!job.isDone && job.attempts === attempts) this.#retry(job, 'expired');
    });
  }

  async #work(job: Job, worker: Machine, run: string): Promise<void> {
    const { trace, scheduler } = this.#run;
    const { attempts } = job;
    const handle = handlers[job.queue] as Handler<QueueName>;
    const process = worker.process!;
    trace.log(`${worker.name} starts ${run}`);
    const outcome = await process.run(run, () =>
      handle(process.deps, { id: job.id, data: job.payload }),
    );
    if (outcome.kind === 'done') {
      job.isDone = true;
      trace.log(`${run}: done ${JSON.stringify(outcome.value, omitEmptyFields)}`);
    } else if (outcome.kind === 'failed') {
      const { error } = outcome;
      reportUnexpectedError(this.#run, run, error);
      const message = error instanceof Error ? error.message : String(error);
      // If both of two runs fail, only one retries the job.
      if (!job.isDone && job.attempts === attempts) this.#retry(job, message);
    }
    scheduler.waitCount++;
  }

  #retry(job: Job, reason: string): void {
    const { scheduler, trace } = this.#run;
    const { retryLimit = 0, retryDelay = 0, retryDelayMax = retryDelay } = queues[job.queue]!;
    job.attempts++;
    trace.log(`${job.name} try ${job.attempts} failed: ${reason}`);
    if (job.attempts > retryLimit) {
      trace.log(`${job.name}: no retries left`);
      return;
    }
    const random = new Random(scheduler.seed, `retry ${job.name} ${job.attempts}`);
    const delayMs = Math.min(retryDelay * 2 ** job.attempts, retryDelayMax) * SECOND_MS;
    scheduler.after(random.int(delayMs / 2, delayMs), `start ${job.name}`, () => this.#start(job));
  }

  #nameOf({ queue, payload }: JobRow): string {
    const ids =
      'orderIds' in payload ? payload.orderIds : 'orderId' in payload ? [payload.orderId] : [];
    return this.#names.next(`${queue}(${this.#run.trace.namesOf(ids)})`);
  }
}

/** Sweeps return their whole record; the trace needs only the counts above zero. */
function omitEmptyFields(key: string, value: unknown): unknown {
  return value === 0 || value === null || /At$|Id$/.test(key) ? undefined : value;
}
