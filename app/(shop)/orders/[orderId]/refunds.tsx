'use client';

import { Undo2 } from 'lucide-react';
import { Card } from '#app/ui/card.tsx';
import type { OrderView } from '../order-stage.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** Refunds of the order. */
export function Refunds({ order }: { order: OrderView }) {
  const { t, format } = useI18n();
  return (
    // Always rendered, since a live region must exist before its content to be announced.
    <div role="status" className="empty:-mt-6">
      {order.refunds.length > 0 && (
        <Card>
          <h2 className="mb-3 text-lg font-semibold">{t('order.refundsTitle')}</h2>
          <ul className="flex flex-col gap-3">
            {order.refunds.map((refund) => (
              <li key={refund.refundId} className="flex gap-3" data-refund={refund.state}>
                <Undo2 aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
                <div>
                  <p className="font-medium">
                    {t(`order.refund.${refund.state}`, {
                      amount: format.money(refund.amountCents, order.currency),
                    })}
                  </p>
                  <p suppressHydrationWarning className="text-sm text-ink-soft">
                    {format.dateTime(refund.requestedAt)}
                  </p>
                </div>
              </li>
            ))}
          </ul>
          <p className="mt-3 text-sm text-ink-soft">{t('order.refundNote')}</p>
        </Card>
      )}
    </div>
  );
}
