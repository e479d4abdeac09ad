'use client';

import { Badge } from '../../ui/badge.tsx';
import { OrderStatusBadge } from '../../ui/order-status-badge.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { OrderStage, OrderView } from './order-stage.ts';

const unpaidTexts: Partial<Record<OrderStage, 'order.checkingBadge' | 'order.processingBadge'>> = {
  checking: 'order.checkingBadge',
  'time-up': 'order.checkingBadge',
  processing: 'order.processingBadge',
};

/** The status as the shopper sees it: nobody who has paid is told to pay. */
export function OrderStageBadge(props: { status: OrderView['status']; stage: OrderStage }) {
  const { t } = useI18n();
  const text = unpaidTexts[props.stage];
  return text ? <Badge tone="accent">{t(text)}</Badge> : <OrderStatusBadge status={props.status} />;
}
