'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { useState } from 'react';
import type { AppRouter } from '#server/trpc/router.ts';
import { createLinks } from './links.ts';
import { createQueryClient } from './query-client.ts';
import { trpc } from './trpc.ts';

/** The query cache and the way to the server, one per browser page. */
export function DataProvider({ children }: { children: React.ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: createLinks() }));
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
