'use client';

import { useEffect } from 'react';
import { useOnline } from '#app/lib/api/use-online.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import type { OrderView } from '../order-stage.ts';

const POLL_INTERVAL_MS = 3_000;
const RESUBSCRIBE_DELAY_MS = 15_000;

export type OrderInput = { orderId: string; key?: string };

/**
 * An order that changes on the page as it changes in the shop: by the stream of its changes, and
 * while that is broken by asking again and again.
 *
 * @param overdue asks in any case, since the end of the payment window should bring a change
 * @returns `lost` when neither way works at the moment
 */
export function useLiveOrder(
  input: OrderInput,
  initial: OrderView,
  overdue: (order: OrderView) => boolean,
): { order: OrderView; lost: boolean; refetch: () => Promise<unknown> } {
  const utils = trpc.useUtils();
  const online = useOnline();

  const stream = trpc.orders.changes.useSubscription(input, {
    onData: (order) => utils.orders.get.setData(input, (known) => latestOrder(known, order)),
  });
  const streaming = stream.status === 'pending' && online;

  const query = trpc.orders.get.useQuery(input, {
    initialData: initial,
    structuralSharing: (known, asked) =>
      latestOrder(known as OrderView | undefined, asked as OrderView),
    refetchInterval: ({ state }) =>
      streaming && !(state.data && overdue(state.data)) ? false : POLL_INTERVAL_MS,
    // Failing is shown at once and the next turn of the interval tries again.
    retry: false,
    networkMode: 'always',
  });

  const { reset } = stream;
  useEffect(() => {
    if (stream.status !== 'error') return;
    const timer = setTimeout(reset, RESUBSCRIBE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [stream.status, reset]);

  return {
    order: query.data,
    lost: !streaming && query.status === 'error',
    refetch: query.refetch,
  };
}

/** Of two states of one order the one that the server gave last; answers may overtake each other. */
function latestOrder(a: OrderView | undefined, b: OrderView): OrderView {
  return a && Date.parse(a.now) > Date.parse(b.now) ? a : b;
}
