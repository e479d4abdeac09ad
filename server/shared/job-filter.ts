import { z } from 'zod';
import { cursorSchema } from './list-schemas.ts';
import { singleLineText } from './text-schemas.ts';

/** States of a job, as queues count them; see `QueueDepth`. */
export const jobStates = ['ready', 'delayed', 'active', 'completed', 'failed'] as const;

/** What `admin.queues.jobs` takes. */
export const listJobsInputSchema = z.object({
  /** The jobs of all queues when absent. */
  queue: singleLineText.max(100).optional(),
  state: z.enum(jobStates).default('ready'),
  cursor: cursorSchema,
});

export type JobFilter = z.output<typeof listJobsInputSchema>;
