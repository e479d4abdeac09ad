import { Badge } from '../../ui/badge.tsx';
import type { Tone } from '../../ui/badge.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

type OrderStatus = 'pending_payment' | 'paid' | 'cancelled';

const tones: Record<OrderStatus, Tone> = {
  pending_payment: 'warn',
  paid: 'good',
  cancelled: 'neutral',
};

export function OrderStatusBadge({ status }: { status: OrderStatus }) {
  const { t } = useI18n();
  return <Badge tone={tones[status]}>{t(`admin.orders.status.${status}`)}</Badge>;
}
