import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { headers } from 'next/headers';
import { cache } from 'react';
import type { AppRouter } from '#server/trpc/router.ts';
import { createInProcessCaller } from '#server/trpc/in-process.ts';
import { createQueryClient } from './query-client.ts';

const queryClient = cache(createQueryClient);

/**
 * tRPC for server components, called in process as the visitor.
 *
 * @returns `trpc.x.y(input)` calls; `await trpc.x.y.prefetch(input)` fills the cache that
 *   `HydrateClient` passes to the client components inside it, which load the data if it failed
 */
export const getServerTrpc = cache(async () =>
  createHydrationHelpers<AppRouter>(createInProcessCaller(await headers()), queryClient),
);

/**
 * The result of an in-process call; null for NOT_FOUND, and for BAD_REQUEST, since a malformed id names
 * nothing.
 */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    // Next bundles its own copy of tRPC, so `instanceof TRPCError` fails.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'NOT_FOUND' || code === 'BAD_REQUEST') return null;
    throw error;
  }
}
