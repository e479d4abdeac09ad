import { z } from 'zod';
import { listJobs } from '../queues/list-jobs.ts';
import { listJobsInputSchema } from '../shared/job-filter.ts';
import { listDeadLetters, listQueues, readQueueHistory } from '../queues/list-queues.ts';
import { redriveDeadLetters } from '../queues/redrive-dead-letters.ts';
import { invariant } from '../shared/errors.ts';
import { REDRIVE_SELECTION_MAX } from '../shared/limits.ts';
import { singleLineText } from '../shared/text-schemas.ts';
import type { Shop } from '../bootstrap/shop.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';
import { cursorSchema } from '../shared/list-schemas.ts';

export const adminQueuesRouter = router({
  list: staffProcedure.query(({ ctx }) => listQueues(ctx.shop.deps)),

  history: staffProcedure
    .input(z.object({ queue: singleLineText.max(100), hours: z.int().min(1).max(24).default(6) }))
    .query(({ ctx, input }) => readQueueHistory(ctx.shop.deps, getQueueAdmin(ctx.shop), input)),

  jobs: staffProcedure
    .input(listJobsInputSchema)
    .query(({ ctx, input }) => listJobs(ctx.shop.deps, input)),

  deadLetters: staffProcedure
    .input(z.object({ cursor: cursorSchema }))
    .query(({ ctx, input }) =>
      listDeadLetters(ctx.shop.deps, getQueueAdmin(ctx.shop), input.cursor),
    ),

  redrive: adminProcedure
    .input(z.object({ jobIds: z.array(z.guid()).min(1).max(REDRIVE_SELECTION_MAX).optional() }))
    .mutation(({ ctx, input }) =>
      redriveDeadLetters(ctx.shop.deps, getQueueAdmin(ctx.shop), ctx.actor, input.jobIds),
    ),
});

/** The queue administration of this process, which the web process always has. */
export function getQueueAdmin({ queueAdmin }: Shop) {
  invariant(queueAdmin, 'the web process has a queue admin');
  return queueAdmin;
}
