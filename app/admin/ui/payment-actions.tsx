'use client';

import { toast } from 'sonner';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { eventOutcomeText } from './outcome-text.ts';
import { StaffConfirmButton } from './staff-buttons.tsx';

/** Gets the payments of an order from the payment service, after a confirmation. */
export function LookUpPayment(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.payments.lookUp.useMutation();
  const { orderId, number } = props;

  async function lookUp() {
    const { outcomes } = await mutateAsync({ orderId });
    if (outcomes.length === 0) toast.info(t('admin.payments.lookUp.nothing'));
    else toast.success(t('admin.payments.lookUp.done', { count: outcomes.length }));
  }

  return (
    <StaffConfirmButton
      action={t('admin.payments.lookUp.action')}
      title={t('admin.payments.lookUp.title', { number })}
      text={t('admin.payments.lookUp.text')}
      size={props.size}
      run={lookUp}
    />
  );
}

/** Refunds the payments that do not match an order, after a confirmation. */
export function RefundHeldPayment(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.payments.resolveHeld.useMutation();
  const { orderId, number } = props;

  async function refund() {
    await mutateAsync({ orderId });
    toast.success(t('admin.payments.refundHeld.done'));
  }

  return (
    <StaffConfirmButton
      action={t('admin.payments.refundHeld.action')}
      title={t('admin.payments.refundHeld.title', { number })}
      text={t('admin.payments.refundHeld.text')}
      danger
      size={props.size}
      run={refund}
    />
  );
}

/** Cancels an order whose session the payment service does not know, after a confirmation. */
export function ConfirmNotPaid({ orderId, number }: { orderId: string; number: string }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.payments.confirmNotPaid.useMutation();

  async function confirm() {
    const { status } = await mutateAsync({ orderId });
    toast.success(t(`admin.payments.confirmNotPaid.done.${status}`));
  }

  return (
    <StaffConfirmButton
      action={t('admin.payments.confirmNotPaid.action')}
      title={t('admin.payments.confirmNotPaid.title', { number })}
      text={t('admin.payments.confirmNotPaid.text')}
      danger
      size="sm"
      run={confirm}
    />
  );
}

/** Applies a stored event again, after a confirmation. */
export function ReplayEvent({ eventId, kind }: { eventId: string; kind: string }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.payments.replayEvent.useMutation();

  async function replay() {
    const { outcome } = await mutateAsync({ eventId });
    if (outcome === 'failed') toast.error(t('admin.payments.replay.failed'));
    else toast.success(t('admin.payments.replay.done', { outcome: eventOutcomeText(t, outcome) }));
  }

  return (
    <StaffConfirmButton
      action={t('admin.payments.replay.action')}
      title={t('admin.payments.replay.title', { kind })}
      text={t('admin.payments.replay.text')}
      size="sm"
      run={replay}
    />
  );
}

const resolutions = { retry: 'retried', elsewhere: 'refunded_externally' } as const;

/** Retries a failed refund, or marks it as refunded another way. */
export function ResolveRefund(props: {
  orderId: string;
  refundId: string;
  amountCents: number;
  currency: string;
}) {
  const { t, format } = useI18n();
  const { mutateAsync } = trpc.admin.payments.resolveRefund.useMutation();
  const { orderId, refundId } = props;
  const amount = format.money(props.amountCents, props.currency);

  async function resolve(way: keyof typeof resolutions) {
    await mutateAsync({ orderId, refundId, resolution: resolutions[way] });
    toast.success(t(`admin.payments.${way}.done`));
  }

  return (['retry', 'elsewhere'] as const).map((way) => (
    <StaffConfirmButton
      key={way}
      action={t(`admin.payments.${way}.action`)}
      title={t(`admin.payments.${way}.title`, { amount })}
      text={t(`admin.payments.${way}.text`)}
      size="sm"
      run={() => resolve(way)}
    />
  ));
}
