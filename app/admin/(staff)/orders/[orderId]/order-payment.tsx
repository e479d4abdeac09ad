'use client';

import { Badge, type Tone } from '#app/ui/badge.tsx';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { Facts } from '#app/admin/ui/facts.tsx';
import { RefundStateBadge } from '#app/admin/ui/refund-state-badge.tsx';
import { When } from '#app/admin/ui/when.tsx';
import { GiveMoneyBack } from '../../payments/give-money-back.tsx';
import { LookUpPayment } from '../../payments/look-up-payment.tsx';
import { ResolveRefund } from '../../payments/resolve-refund.tsx';
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

/** The money of an order: what was taken, what does not fit, what was given back, what is contested. */
export function OrderPayment({ details }: { details: Details }) {
  const { t } = useTexts();
  const { order, refunds, held, disputes, now } = details;
  return (
    <>
      <h2 className="mb-4 text-lg font-semibold">{t('admin.orders.payment')}</h2>
      {order.payment ? (
        <PaymentFacts details={details} />
      ) : (
        <p className="text-ink-soft">{t('admin.orders.noPayment')}</p>
      )}
      {held.length > 0 && (
        <Part title={t('admin.payments.held')}>
          {held.map((money) => (
            <HeldItem key={money.paymentIntentId} money={money} number={order.number} />
          ))}
        </Part>
      )}
      {refunds.length > 0 && (
        <Part title={t('admin.orders.refunds')}>
          {refunds.map((refund) => (
            <RefundItem key={refund.refundId} refund={refund} now={now} />
          ))}
        </Part>
      )}
      {disputes.length > 0 && (
        <Part title={t('admin.payments.disputes')}>
          {disputes.map((dispute) => (
            <DisputeItem key={dispute.disputeId} dispute={dispute} now={now} />
          ))}
        </Part>
      )}
      {order.payment && (
        <div className="mt-6">
          <LookUpPayment orderId={order.orderId} number={order.number} size="sm" />
        </div>
      )}
    </>
  );
}

function PaymentFacts({ details }: { details: Details }) {
  const { t, format } = useTexts();
  const { order, sessionId, refundableCents } = details;
  const { payment, currency } = order;
  if (!payment) return null;
  return (
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
  );
}

function Part(props: { title: string; children: React.ReactNode }) {
  return (
    <>
      <h3 className="mt-6 mb-3 font-semibold">{props.title}</h3>
      <ul className="flex flex-col gap-4">{props.children}</ul>
    </>
  );
}

function Item(props: {
  amountCents: number;
  currency: string;
  state: React.ReactNode;
  children: React.ReactNode;
}) {
  const { format } = useTexts();
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

function HeldItem({ money, number }: { money: Details['held'][number]; number: string }) {
  const { t } = useTexts();
  const open = money.resolvedBy === null && money.leftCents > 0;
  const state = open
    ? t('admin.payments.heldOpen')
    : t('admin.payments.heldResolved', { by: money.resolvedBy ?? '–' });
  return (
    <Item {...money} state={<Badge tone={open ? 'bad' : 'neutral'}>{state}</Badge>}>
      <p className="text-sm text-ink-soft">{t(`admin.payments.heldReason.${money.reason}`)}</p>
      {open && (
        <div>
          <GiveMoneyBack orderId={money.orderId} number={number} size="sm" />
        </div>
      )}
    </Item>
  );
}

function RefundItem({ refund, now }: { refund: Refund; now: string }) {
  const { t } = useTexts();
  return (
    <Item {...refund} state={<RefundStateBadge state={refund.state} />}>
      <p className="text-sm text-ink-soft">
        {t(`admin.orders.refundReasons.${refund.reason}`)},{' '}
        {t('admin.orders.refundBy', { by: refund.requestedBy })}
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
      <When at={refund.requestedAt} now={now} />
      {refund.state === 'failed' && refund.resolution === null && (
        <div className="mt-1 flex flex-wrap gap-2">
          <ResolveRefund {...refund} />
        </div>
      )}
    </Item>
  );
}

function DisputeItem({ dispute, now }: { dispute: Details['disputes'][number]; now: string }) {
  const { t } = useTexts();
  const open = dispute.state === 'needs_response' || dispute.state === 'under_review';
  const state = t(`admin.payments.disputeState.${dispute.state}`);
  return (
    <Item {...dispute} state={<Badge tone={open ? 'bad' : 'neutral'}>{state}</Badge>}>
      <p className="text-sm text-ink-soft">{dispute.reason}</p>
      <When at={dispute.openedAt} now={now} />
    </Item>
  );
}
