'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
} from '@trpc/client';
import { useLayoutEffect, useState } from 'react';
import { syncDocumentTime, syncServerTime } from '../clock/server-clock.ts';
import type { AppRouter } from '#server/trpc/router.ts';
import { createQueryClient } from './query-client.ts';
import { trpc } from './trpc.ts';
import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';

/**
 * The query cache and the way to the server, one per browser page, and the server's clock.
 *
 * @param props.now the server's time when it made the document, ISO
 */
export function DataProvider({ now, children }: { now: string; children: React.ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: createLinks() }));
  // Before the clocks on the page tick for the first time, which they do in ordinary effects.
  useLayoutEffect(() => syncDocumentTime(now), [now]);
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}

const url = '/api/trpc';

/** The way of a call: events by a stream, queries in batches, changes each on their own. */
export function createLinks(): TRPCLink<AppRouter>[] {
  return [
    serverTimeLink,
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: splitLink({
        condition: (op) => op.type === 'mutation',
        true: httpLink({ url }),
        false: httpBatchLink({ url, maxURLLength: 4_000 }),
      }),
    }),
  ];
}

/** Sets the page's clock by the `now` that answers carry. */
const serverTimeLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next(value) {
          const data = 'data' in value.result ? value.result.data : undefined;
          if (hasNow(data)) syncServerTime(data.now);
          observer.next(value);
        },
        error: (error) => observer.error(error),
        complete: () => observer.complete(),
      }),
    );

function hasNow(data: unknown): data is { now: string } {
  return typeof data === 'object' && data !== null && 'now' in data && typeof data.now === 'string';
}
