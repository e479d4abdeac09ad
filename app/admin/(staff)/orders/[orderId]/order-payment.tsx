'use client';

import { actorText } from '#app/admin/ui/actor-text.ts';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { DescriptionList } from '#app/admin/ui/description-list.tsx';
import { RefundStateBadge } from '#app/admin/ui/refund-state-badge.tsx';
import { Timestamp } from '#app/admin/ui/timestamp.tsx';
import { LookUpPayment, RefundHeldPayment, ResolveRefund } from '#app/admin/ui/payment-actions.tsx';
import type { OrderData } from './order-data.ts';

type PaymentState = NonNullable<OrderData['order']['payment']>['state'];
type Refund = OrderData['refunds'][number];

const paymentTones: Record<PaymentState, Tone> = {
  requested: 'neutral',
  open: 'warn',
  processing: 'warn',
  paid: 'good',
  failed: 'bad',
  expired: 'neutral',
  held: 'bad',
};

/** The payment of an order, with held payments, refunds and disputes. */
export function OrderPayment({ details }: { details: OrderData }) {
  const { t } = useI18n();
  const { order, refunds, held, disputes, now } = details;
  return (
    <>
      <h2 className="mb-4 text-lg font-semibold">{t('admin.orders.payment')}</h2>
      {order.payment ? (
        <PaymentSummary details={details} />
      ) : (
        <p className="text-ink-soft">{t('admin.orders.noPayment')}</p>
      )}
      {held.length > 0 && (
        <PaymentSection title={t('admin.payments.held')}>
          {held.map((money) => (
            <HeldItem key={money.paymentIntentId} money={money} number={order.number} />
          ))}
        </PaymentSection>
      )}
      {refunds.length > 0 && (
        <PaymentSection title={t('admin.orders.refunds')}>
          {refunds.map((refund) => (
            <RefundItem key={refund.refundId} refund={refund} now={now} />
          ))}
        </PaymentSection>
      )}
      {disputes.length > 0 && (
        <PaymentSection title={t('admin.payments.disputes')}>
          {disputes.map((dispute) => (
            <DisputeItem key={dispute.disputeId} dispute={dispute} now={now} />
          ))}
        </PaymentSection>
      )}
      {order.payment && (
        <div className="mt-6">
          <LookUpPayment orderId={order.orderId} number={order.number} size="sm" />
        </div>
      )}
    </>
  );
}

function PaymentSummary({ details }: { details: OrderData }) {
  const { t, format } = useI18n();
  const { order, sessionId, refundableCents } = details;
  const { payment, currency } = order;
  if (!payment) return null;
  return (
    <DescriptionList
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
  );
}

function PaymentSection(props: { title: string; children: React.ReactNode }) {
  return (
    <>
      <h3 className="mt-6 mb-3 font-semibold">{props.title}</h3>
      <ul className="flex flex-col gap-4">{props.children}</ul>
    </>
  );
}

function AmountItem(props: {
  amountCents: number;
  currency: string;
  state: React.ReactNode;
  children: React.ReactNode;
}) {
  const { format } = useI18n();
  return (
    <li className="flex flex-col gap-1 border-l-2 border-line pl-3">
      <p className="flex flex-wrap items-center gap-2">
        <strong>{format.money(props.amountCents, props.currency)}</strong>
        {props.state}
      </p>
      {props.children}
    </li>
  );
}

function HeldItem({ money, number }: { money: OrderData['held'][number]; number: string }) {
  const { t } = useI18n();
  const isOpen = money.resolvedBy === null && money.refundableCents > 0;
  const state = isOpen
    ? t('admin.payments.heldOpen')
    : t('admin.payments.heldResolved', {
        by: money.resolvedBy ? actorText(t, money.resolvedBy) : '–',
      });
  return (
    <AmountItem {...money} state={<Badge tone={isOpen ? 'bad' : 'neutral'}>{state}</Badge>}>
      <p className="text-sm text-ink-soft">{t(`admin.payments.heldReason.${money.reason}`)}</p>
      {isOpen && (
        <div>
          <RefundHeldPayment orderId={money.orderId} number={number} size="sm" />
        </div>
      )}
    </AmountItem>
  );
}

function RefundItem({ refund, now }: { refund: Refund; now: string }) {
  const { t } = useI18n();
  return (
    <AmountItem {...refund} state={<RefundStateBadge state={refund.state} />}>
      <p className="text-sm text-ink-soft">
        {t(`admin.orders.refundReasons.${refund.reason}`)},{' '}
        {t('admin.orders.refundBy', { by: actorText(t, refund.requestedBy) })}
      </p>
      {refund.restock && <p className="text-sm">{t('admin.orders.restocked')}</p>}
      {refund.note && <p className="text-sm">{refund.note}</p>}
      {refund.lastError !== null && (
        <p className="text-sm text-bad-ink">
          {t('admin.orders.refundError', { message: refund.lastError })}
        </p>
      )}
      {refund.resolution !== null && (
        <p className="text-sm">{t(`admin.payments.resolution.${refund.resolution}`)}</p>
      )}
      <Timestamp at={refund.requestedAt} now={now} />
      {refund.state === 'failed' && refund.resolution === null && (
        <div className="mt-1 flex flex-wrap gap-2">
          <ResolveRefund {...refund} />
        </div>
      )}
    </AmountItem>
  );
}

function DisputeItem({ dispute, now }: { dispute: OrderData['disputes'][number]; now: string }) {
  const { t } = useI18n();
  const isOpen = dispute.state === 'needs_response' || dispute.state === 'under_review';
  const state = t(`admin.payments.disputeState.${dispute.state}`);
  return (
    <AmountItem {...dispute} state={<Badge tone={isOpen ? 'bad' : 'neutral'}>{state}</Badge>}>
      <p className="text-sm text-ink-soft">{dispute.reason}</p>
      <Timestamp at={dispute.openedAt} now={now} />
    </AmountItem>
  );
}
