'use client';

import { useEffect } from 'react';
import { useOnline } from '#app/lib/api/use-online.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import type { OrderView } from '../order-stage.ts';

const POLL_INTERVAL_MS = 3_000;
const RESUBSCRIBE_DELAY_MS = 15_000;

export interface OrderInput {
  orderId: string;
}

/**
 * An order kept up to date by the event stream, or by polling while the stream is down.
 *
 * @param overdue whether to poll in any case, since the payment window has ended
 * @returns `disconnected` while neither works
 */
export function useLiveOrder(
  input: OrderInput,
  initial: OrderView,
  overdue: (order: OrderView) => boolean,
): { order: OrderView; disconnected: boolean; refetch: () => Promise<unknown> } {
  const utils = trpc.useUtils();
  const online = useOnline();

  const stream = trpc.orders.changes.useSubscription(input, {
    onData: (order) => utils.orders.get.setData(input, (previous) => latestOrder(previous, order)),
  });
  const streaming = stream.status === 'pending' && online;

  const query = trpc.orders.get.useQuery(input, {
    initialData: initial,
    structuralSharing: (previous, fetched) =>
      latestOrder(previous as OrderView | undefined, fetched as OrderView),
    refetchInterval: ({ state }) =>
      streaming && !(state.data && overdue(state.data)) ? false : POLL_INTERVAL_MS,
    // A failure is shown at once; the next poll tries again.
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
    disconnected: !streaming && query.status === 'error',
    refetch: query.refetch,
  };
}

/** The newer of two states of an order, since responses may arrive out of order. */
function latestOrder(a: OrderView | undefined, b: OrderView): OrderView {
  return a && Date.parse(a.now) > Date.parse(b.now) ? a : b;
}
