import type { Column } from '#app/ui/data-table.tsx';
import type { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { OrderLink } from '../../ui/text-link.tsx';

interface PaymentRow {
  orderId: string;
  number: string;
  amountCents: number;
  currency: string;
}

/** The first columns of a list of payments or refunds: of which order, and how much. */
export function paymentColumns<Row extends PaymentRow>({
  t,
  format,
}: ReturnType<typeof useI18n>): Column<Row>[] {
  return [
    {
      key: 'order',
      header: t('admin.payments.column.order'),
      rowHeader: true,
      cell: ({ orderId, number }) => <OrderLink orderId={orderId} number={number} />,
    },
    {
      key: 'amount',
      header: t('admin.payments.column.amount'),
      align: 'end',
      cell: ({ amountCents, currency }) => (
        <strong className="whitespace-nowrap">{format.money(amountCents, currency)}</strong>
      ),
    },
  ];
}
