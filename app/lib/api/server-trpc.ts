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

/**
 * The answer of an in-process call; null when there is no such thing, or when an id in the address is
 * malformed and so cannot name anything.
 */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    // Next's bundle has its own copy of tRPC's error class, so `instanceof TRPCError` would fail.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'NOT_FOUND' || code === 'BAD_REQUEST') return null;
    throw error;
  }
}
