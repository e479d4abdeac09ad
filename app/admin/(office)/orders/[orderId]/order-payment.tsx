'use client';

import { Badge, type Tone } from '#app/components/ui/badge.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { Facts } from '../../../parts/facts.tsx';
import { When } from '../../../parts/when.tsx';
import type { Details } from './order-details.tsx';

type PaymentState = NonNullable<Details['order']['payment']>['state'];
type Refund = Details['refunds'][number];

const paymentTones: Record<PaymentState, Tone> = {
  requested: 'neutral',
  open: 'warn',
  processing: 'warn',
  paid: 'good',
  failed: 'bad',
  expired: 'neutral',
  held: 'bad',
};

const refundTones: Record<Refund['state'], Tone> = {
  requested: 'warn',
  pending: 'warn',
  succeeded: 'good',
  failed: 'bad',
};

/** The money of an order: what was taken, and what was given back. */
export function OrderPayment({ details }: { details: Details }) {
  const { t, format } = useTexts();
  const { order, refunds, sessionId, refundableCents, now } = details;
  const { payment, currency } = order;
  return (
    <>
      <h2 className="mb-4 text-lg font-semibold">{t('admin.orders.payment')}</h2>
      {payment ? (
        <Facts
          facts={[
            [
              t('admin.orders.paymentState'),
              <Badge key="state" tone={paymentTones[payment.state]}>
                {t(`admin.orders.paymentStates.${payment.state}`)}
              </Badge>,
            ],
            [
              t('admin.orders.paid'),
              <strong key="paid">{format.money(payment.paidCents, currency)}</strong>,
            ],
            payment.paidCents > 0 && [
              t('admin.orders.refundable'),
              format.money(refundableCents, currency),
            ],
            sessionId !== null && [
              t('admin.orders.session'),
              <code key="session" className="text-sm break-all">
                {sessionId}
              </code>,
            ],
          ]}
        />
      ) : (
        <p className="text-ink-soft">{t('admin.orders.noPayment')}</p>
      )}
      {refunds.length > 0 && (
        <>
          <h3 className="mt-6 mb-3 font-semibold">{t('admin.orders.refunds')}</h3>
          <ul className="flex flex-col gap-4">
            {refunds.map((refund) => (
              <RefundItem key={refund.refundId} refund={refund} now={now} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function RefundItem({ refund, now }: { refund: Refund; now: string }) {
  const { t, format } = useTexts();
  return (
    <li className="flex flex-col gap-1 border-l-2 border-line pl-3">
      <p className="flex flex-wrap items-center gap-2">
        <strong>{format.money(refund.amountCents, refund.currency)}</strong>
        <Badge tone={refundTones[refund.state]}>
          {t(`admin.orders.refundStates.${refund.state}`)}
        </Badge>
      </p>
      <p className="text-sm text-ink-soft">
        {t(`admin.orders.refundReasons.${refund.reason}`)},{' '}
        {t('admin.orders.refundBy', { by: refund.requestedBy })}
      </p>
      {refund.note && <p className="text-sm">{refund.note}</p>}
      {refund.lastError !== null && (
        <p className="text-sm text-bad-ink">
          {t('admin.orders.refundError', { message: refund.lastError })}
        </p>
      )}
      <When at={refund.requestedAt} now={now} />
    </li>
  );
}
