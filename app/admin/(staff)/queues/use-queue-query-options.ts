'use client';

import { useLiveQueryOptions } from '../../frame/live-updates.tsx';

/** Queues change without anybody telling, so they are asked for often. */
const POLL_MS = 5_000;

/** How a query of the queues and their jobs is kept up to date. */
export function useQueueQueryOptions() {
  return { ...useLiveQueryOptions(), refetchInterval: POLL_MS } as const;
}
