import { QueryClient } from '@tanstack/react-query';
import { getDomainError } from './error-text.ts';

/** Query defaults for browser and server. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Server-rendered data is not refetched at once.
        staleTime: 5_000,
        // Only connection failures are retried, and only in a browser: a page must not wait for retries.
        retry: (failures, error) =>
          typeof window !== 'undefined' && getDomainError(error) === null && failures < 2,
      },
      mutations: { retry: false },
    },
  });
}
