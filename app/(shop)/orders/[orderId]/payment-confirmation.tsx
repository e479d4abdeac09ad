'use client';

import { Card } from '#app/ui/card.tsx';
import { Page, PageTitle } from '#app/ui/page-layout.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StageMessage } from './stage-message.tsx';
import { usePaymentCheck } from './use-payment-check.ts';

type Confirmation = RouterOutputs['orders']['confirmation'];

const POLL_INTERVAL_MS = 5_000;

/** Whether an order is paid, for a browser that came back from paying and does not know the order. */
export function PaymentConfirmation(props: {
  input: { orderId: string; proof: string };
  initial: Confirmation;
}) {
  const { input, initial } = props;
  const { t, format } = useI18n();
  const { data: order, refetch } = trpc.orders.confirmation.useQuery(input, {
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.isOpen ? POLL_INTERVAL_MS : false),
  });
  const isUnpaid = order.state === 'not_paid' && order.isOpen;
  const isAsking = usePaymentCheck(input, { enabled: isUnpaid, onChecked: refetch });
  const state = isAsking ? 'checking' : order.state;
  const amount = format.money(order.totalCents, order.currency);
  return (
    <Page className="max-w-2xl!" data-confirmation={state}>
      <PageTitle className="mb-6 text-2xl! sm:text-3xl!">
        {t('order.title', { number: order.number })}
      </PageTitle>
      <Card className="flex flex-col gap-5">
        {state === 'paid' && (
          <StageMessage
            stage="paid"
            title={t('order.paidTitle')}
            lines={[t('order.paidText', { amount })]}
          />
        )}
        {state === 'checking' && (
          <StageMessage
            stage="checking"
            title={t('order.checkingTitle')}
            lines={[t(isAsking ? 'order.checkingText' : 'order.notConfirmedText')]}
          />
        )}
        {state === 'not_paid' && (
          <StageMessage
            stage={order.isOpen ? 'to-pay' : 'cancelled'}
            title={t('order.notPaidTitle')}
            lines={[t(order.isOpen ? 'order.notPaidYetText' : 'order.notPaidText')]}
          />
        )}
        <p className="flex justify-between gap-4 border-t border-line pt-4 text-lg font-semibold tabular-nums">
          <span>{t('order.total')}</span>
          <span>{amount}</span>
        </p>
        <p className="text-sm text-pretty text-ink-soft">{t('order.confirmationNote')}</p>
      </Card>
    </Page>
  );
}
