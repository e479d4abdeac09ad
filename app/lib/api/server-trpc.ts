import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { headers } from 'next/headers';
import { cache } from 'react';
import type { AppRouter } from '#server/trpc/router.ts';
import { createInProcessCaller } from '#server/trpc/in-process.ts';
import { createQueryClient } from './query-client.ts';

const queryClient = cache(createQueryClient);

/**
 * The procedures for server components, run in process as the visitor.
 *
 * @returns `trpc.x.y(input)` calls; `await trpc.x.y.prefetch(input)` fills the cache that
 *   `HydrateClient` hands to the client components below it, and leaves it to them when it fails
 */
export const getServerTrpc = cache(async () =>
  createHydrationHelpers<AppRouter>(createInProcessCaller(await headers()), queryClient),
);
