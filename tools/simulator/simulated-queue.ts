import { sql } from 'kysely';
import { v5 } from 'uuid';
import { queues } from '#db/queues.ts';
import type { JobPayloads, JobQueue, QueueName } from '#server/platform/jobs.ts';
import { handlers, type Handler } from '../../workers/handlers.ts';
import { reportUnexpectedError } from './report-unexpected-error.ts';
import type { Machine, ShopProcess } from './machine.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** A worker looks for due jobs this often. */
const POLL_INTERVAL_MS = SECOND_MS;
/** The namespace of the ids of jobs that nobody has named. */
const JOB_ID_NAMESPACE = '00000000-0000-4000-8000-000000000000';

/** A row of the jobs table, once its transaction has committed. */
export interface JobRow {
  job_id: number;
  queue: QueueName;
  payload: JobPayloads[QueueName];
  start_after: string | null;
  named: string | null;
}

interface Job {
  /** As the handler knows it: a UUID. */
  id: string;
  name: string;
  queue: QueueName;
  payload: JobPayloads[QueueName];
  attempts: number;
  generation: number;
  /** Set once a run of it ended well. */
  isDone: boolean;
}

/**
 * The job queue: jobs commit with what caused them, are started when they are due, expire when their
 * worker does not finish them, are tried again as db/queues.ts says, and go lost, late, early and
 * twice as the faults have it.
 */
export class SimulatedQueue {
  stalledUntilMs = 0;
  readonly #world: World;
  readonly #nameCounts = new Map<string, number>();
  #generation = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** What one process enqueues by. */
  createJobQueue(process: ShopProcess): JobQueue {
    const queue: JobQueue = {
      async enqueue(trx, name, payload, options = {}) {
        const { startAfter = null, jobId = null } = options;
        await sql`insert into simulated_jobs (queue, payload, start_after, named)
          values (${name}, ${JSON.stringify(payload)}::jsonb, ${startAfter}, ${jobId})
          on conflict (named) do nothing`.execute(trx);
      },
    };
    return this.#world.bug?.wrapJobQueue?.(queue, process, this.#world) ?? queue;
  }

  /** A job that has just been committed. */
  scheduleCommitted(row: JobRow): void {
    const { scheduler, faults } = this.#world;
    const dueMs = row.start_after ? Date.parse(row.start_after) : scheduler.nowMs;
    const name = this.#nameOf(row);
    const job = { ...this.#newJob(row, name), ...(row.named && { id: row.named }) };
    const random = new Random(scheduler.seed, `job ${job.name}`);
    if (faults.shouldInject('job lost', job.name)) return;

    let startMs = Math.max(dueMs, scheduler.nowMs) + random.int(0, POLL_INTERVAL_MS);
    if (faults.shouldInject('job late', job.name))
      startMs += random.skewed(SECOND_MS, 60 * MINUTE_MS);
    else if (dueMs > scheduler.nowMs && faults.shouldInject('job early', job.name)) {
      startMs = random.int(scheduler.nowMs, dueMs - 1);
    }
    if (faults.shouldInject('job twice', job.name)) {
      const again = { ...job, name: `${job.name} again` };
      const laterMs = startMs + random.skewed(0, 10 * MINUTE_MS);
      scheduler.at(laterMs, `start ${again.name}`, () => this.#start(again));
    }
    scheduler.at(startMs, `start ${job.name}`, () => this.#start(job));
  }

  /** Starts the sweep's job, as the cron does. */
  startSweep(number: number): void {
    const payload = { startedBy: 'system:cron' };
    this.#start(this.#newJob({ queue: 'sweep', payload }, `sweep ${number}`));
  }

  #newJob({ queue, payload }: Pick<Job, 'queue' | 'payload'>, name: string): Job {
    const id = v5(name, JOB_ID_NAMESPACE);
    return { id, name, queue, payload, attempts: 0, generation: this.#generation, isDone: false };
  }

  /** Forgets all jobs, those under way too, as a queue does whose tables are lost. */
  dropAll(): void {
    this.#generation++;
  }

  #start(job: Job): void {
    const { scheduler, faults } = this.#world;
    if (job.generation !== this.#generation) return;
    if (this.stalledUntilMs > scheduler.nowMs) {
      scheduler.at(this.stalledUntilMs, `start ${job.name}`, () => this.#start(job));
      return;
    }
    const run = `${job.name} try ${job.attempts + 1}`;
    const random = new Random(scheduler.seed, `start ${run}`);
    const workers = this.#world.machines.filter(
      (machine) => machine.role === 'worker' && machine.process,
    );
    if (workers.length === 0) {
      scheduler.after(5 * SECOND_MS, `start ${job.name}`, () => this.#start(job));
      return;
    }
    const worker = random.pick(workers);
    void this.#run(job, worker, run);
    const other = workers.find((machine) => machine !== worker);
    if (other && faults.shouldInject('two workers on one job', run)) {
      void this.#run(job, other, `${run} beside`);
    }
    const { attempts } = job;
    const { expireInSeconds = 300 } = queues[job.queue]!;
    scheduler.after(expireInSeconds * SECOND_MS, `expire ${run}`, () => {
      if (!job.isDone && job.attempts === attempts)
        this.#retry(job, 'its worker did not finish it');
    });
  }

  async #run(job: Job, worker: Machine, run: string): Promise<void> {
    const { trace, scheduler } = this.#world;
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
      reportUnexpectedError(this.#world, run, error);
      const message = error instanceof Error ? error.message : String(error);
      // Of two runs that fail, one brings the job back.
      if (!job.isDone && job.attempts === attempts) this.#retry(job, message);
    }
    scheduler.waitCount++;
  }

  #retry(job: Job, why: string): void {
    const { scheduler, trace } = this.#world;
    const { retryLimit = 0, retryDelay = 0, retryDelayMax = retryDelay } = queues[job.queue]!;
    job.attempts++;
    trace.log(`${job.name} try ${job.attempts} failed: ${why}`);
    if (job.attempts > retryLimit) {
      trace.log(`${job.name}: its retries are used up`);
      return;
    }
    const random = new Random(scheduler.seed, `retry ${job.name} ${job.attempts}`);
    const delayMs = Math.min(retryDelay * 2 ** job.attempts, retryDelayMax) * SECOND_MS;
    scheduler.after(random.int(delayMs / 2, delayMs), `start ${job.name}`, () => this.#start(job));
  }

  /** The same in every run that has this job, whatever else it has. */
  #nameOf({ queue, payload }: JobRow): string {
    const ids =
      'orderIds' in payload ? payload.orderIds : 'orderId' in payload ? [payload.orderId] : [];
    const full = `${queue}(${this.#world.trace.namesOf(ids)})`;
    const number = (this.#nameCounts.get(full) ?? 0) + 1;
    this.#nameCounts.set(full, number);
    return number === 1 ? full : `${full} ${number}`;
  }
}

/** Sweeps and such answer with their whole record; the story needs what they found. */
function omitEmptyFields(key: string, value: unknown): unknown {
  return value === 0 || value === null || /At$|Id$/.test(key) ? undefined : value;
}
