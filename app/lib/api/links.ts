import { httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '#server/trpc/router.ts';
import { syncServerTime } from '../clock/server-clock.ts';

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
