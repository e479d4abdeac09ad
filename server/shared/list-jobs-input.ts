import { z } from 'zod';
import { singleLineText } from './text-schemas.ts';

/** How a job stands, in the words in which queues are counted; see `QueueDepth`. */
export const jobStates = ['ready', 'delayed', 'active', 'completed', 'failed'] as const;

/** What `admin.queues.jobs` takes. */
export const listJobsInputSchema = z.object({
  /** The jobs of all queues when absent. */
  queue: singleLineText.max(100).optional(),
  state: z.enum(jobStates).default('ready'),
  cursor: z.string().max(500).optional(),
});

export type JobFilter = z.output<typeof listJobsInputSchema>;
