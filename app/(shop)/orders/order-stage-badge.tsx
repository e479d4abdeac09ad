'use client';

import { Badge } from '../../ui/badge.tsx';
import { OrderStatusBadge } from '../../ui/order-status-badge.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { OrderStage, OrderView } from './order-stage.ts';

const unpaidTexts = {
  checking: 'order.checkingBadge',
  'time-up': 'order.checkingBadge',
  processing: 'order.processingBadge',
  held: 'order.heldBadge',
} as const satisfies Partial<Record<OrderStage, string>>;

const isUnpaid = (stage: OrderStage): stage is keyof typeof unpaidTexts => stage in unpaidTexts;

/** The status as the shopper sees it: it never asks for a payment that may have been made. */
export function OrderStageBadge(props: { status: OrderView['status']; stage: OrderStage }) {
  const { t } = useI18n();
  if (!isUnpaid(props.stage)) return <OrderStatusBadge status={props.status} />;
  const tone = props.stage === 'held' ? 'warn' : 'accent';
  return <Badge tone={tone}>{t(unpaidTexts[props.stage])}</Badge>;
}
