'use client';

import { Badge } from '#app/components/ui/badge.tsx';
import type { Tone } from '#app/components/ui/badge.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import type { OrderView } from './order-view.ts';

const tones: Record<OrderView['status'], Tone> = {
  pending_payment: 'warn',
  paid: 'good',
  cancelled: 'neutral',
};

/** The status of an order in a word. */
export function OrderStatusBadge({ status }: { status: OrderView['status'] }) {
  const { t } = useTexts();
  return <Badge tone={tones[status]}>{t(`order.status.${status}`)}</Badge>;
}
