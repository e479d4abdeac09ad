'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { useLayoutEffect, useState } from 'react';
import { syncDocumentTime } from '../clock/server-clock.ts';
import type { AppRouter } from '#server/trpc/router.ts';
import { createLinks } from './links.ts';
import { createQueryClient } from './query-client.ts';
import { trpc } from './trpc.ts';

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
