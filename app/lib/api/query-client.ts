import { QueryClient } from '@tanstack/react-query';
import { getDomainError } from './error-text.ts';

/** How queries behave, in the browser and while a page is rendered on the server. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server has just rendered is not asked for again at once.
        staleTime: 5_000,
        // An answer of the shop is final; only a lost connection is worth another try.
        retry: (failures, error) => getDomainError(error) === null && failures < 2,
      },
      mutations: { retry: false },
    },
  });
}
