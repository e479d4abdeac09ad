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
import { measureServerTime, syncDocumentTime } from '../clock/server-clock.ts';
import { QUERIES_PER_REQUEST_MAX } from '#server/shared/limits.ts';
import type { AppRouter } from '#server/trpc/router.ts';
import { createQueryClient } from './query-client.ts';
import { reauthenticationLink } from './reauthentication.ts';
import { tabStreamLink } from './tab-stream-link.ts';
import { trpc } from './trpc.ts';
import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';

/**
 * Provides the query cache and the tRPC client, and syncs the server's clock.
 *
 * @param props.now the server's time when it rendered the document, ISO
 */
export function DataProvider({ now, children }: { now: string; children: React.ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: createLinks() }));
  // In a layout effect, since clocks start in effects.
  useLayoutEffect(() => syncDocumentTime(now), [now]);
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}

const url = '/api/trpc';

/** Subscriptions are streamed, queries batched, mutations sent one by one. */
function createLinks(): TRPCLink<AppRouter>[] {
  return [
    serverTimeLink,
    reauthenticationLink,
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: [tabStreamLink, httpSubscriptionLink({ url })],
      false: splitLink({
        condition: (op) => op.type === 'mutation',
        true: httpLink({ url }),
        false: httpBatchLink({ url, maxURLLength: 4_000, maxItems: QUERIES_PER_REQUEST_MAX }),
      }),
    }),
  ];
}

/** Syncs the clock with the `now` of responses. */
const serverTimeLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const sync = measureServerTime();
      return next(op).subscribe({
        next(value) {
          const data = 'data' in value.result ? value.result.data : undefined;
          if (hasNow(data)) sync(data.now);
          observer.next(value);
        },
        error: (error) => observer.error(error),
        complete: () => observer.complete(),
      });
    });

function hasNow(data: unknown): data is { now: string } {
  return typeof data === 'object' && data !== null && 'now' in data && typeof data.now === 'string';
}
