'use client';

import { Badge } from './badge.tsx';
import type { Tone } from './badge.tsx';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import type { RouterOutputs } from '../lib/api/trpc.ts';

type OrderStatus = RouterOutputs['orders']['get']['status'];

const tones: Record<OrderStatus, Tone> = {
  pending_payment: 'warn',
  paid: 'good',
  cancelled: 'neutral',
};

export function OrderStatusBadge({ status }: { status: OrderStatus }) {
  const { t } = useI18n();
  return <Badge tone={tones[status]}>{t(`order.status.${status}`)}</Badge>;
}
