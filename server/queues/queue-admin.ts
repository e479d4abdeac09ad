import { fromKysely, type PgBoss } from 'pg-boss';
import type { Trx } from '#db/transaction.ts';
import { DEAD_LETTERS, queues } from '#db/queues.ts';
import type { JobPayloads } from '../platform/jobs.ts';

/** The depth of a queue at one moment, as pg-boss recorded it. */
export interface QueueSample {
  at: string;
  /** Due jobs that wait for a worker. */
  ready: number;
  delayed: number;
  active: number;
  /** Jobs completed and failed since the previous sample, per minute; null when not counted. */
  completedPerMinute: number | null;
  failedPerMinute: number | null;
}

/** What staff see and do of the job queues, through pg-boss. */
export interface QueueAdmin {
  /** A queue's samples since a moment, oldest first, at most `samplesMax` of them. */
  readHistory(queue: string, from: Date, samplesMax: number): Promise<QueueSample[]>;
  /** How many dead letters a redrive would move, and how many have no source queue. */
  previewRedrive(jobIds?: string[]): Promise<{ redrivable: number; unroutable: number }>;
  /**
   * Moves dead letters created before `before` back to their source queues: the given ones, or all.
   */
  redrive(trx: Trx, before: Date, jobIds?: string[]): Promise<number>;
  /** Enqueues a sweep; false when one is queued or running, since the queue is exclusive. */
  enqueueSweep(trx: Trx, sweep: JobPayloads['sweep']): Promise<boolean>;
}

/** Dead letters moved by one statement. */
const REDRIVE_MAX = 1000;

/** @param boss started, with `persistQueueStats` on, or it does not read what the worker recorded */
export function createQueueAdmin(boss: PgBoss): QueueAdmin {
  return {
    async readHistory(queue, from, samplesMax) {
      if (!Object.hasOwn(queues, queue)) return [];
      const stats = await boss.getQueueStats(queue, { from, maxDataPoints: samplesMax });
      return stats
        .map((sample) => ({
          at: sample.capturedOn.toISOString(),
          ready: sample.readyCount,
          delayed: sample.deferredCount,
          active: sample.activeCount,
          completedPerMinute: perMinute(sample.completedDelta, sample.deltaSeconds),
          failedPerMinute: perMinute(sample.failedDelta, sample.deltaSeconds),
        }))
        .sort((a, b) => (a.at < b.at ? -1 : 1));
    },

    async previewRedrive(jobIds) {
      const { total, unroutable } = await boss.previewRedrive(DEAD_LETTERS, { ids: jobIds });
      return { redrivable: total - unroutable, unroutable: unroutable };
    },

    async redrive(trx, before, jobIds) {
      let moved = 0;
      for (;;) {
        const count = await boss.redrive(DEAD_LETTERS, {
          ids: jobIds,
          createdBefore: before,
          limit: REDRIVE_MAX,
          db: fromKysely(trx),
        });
        moved += count;
        if (count < REDRIVE_MAX) return moved;
      }
    },

    async enqueueSweep(trx, sweep) {
      return (await boss.send('sweep', sweep, { db: fromKysely(trx) })) !== null;
    },
  };
}

function perMinute(delta: number | null, seconds: number | null): number | null {
  return delta === null || !seconds ? null : (delta / seconds) * 60;
}
