'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Download, Search } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { errorText } from '#app/lib/api/error-text.ts';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Badge } from '#app/ui/badge.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { OrderStatusBadge } from '#app/ui/order-status-badge.tsx';
import { EmptyState } from '#app/ui/states.tsx';
import { customerEmailInputSchema } from '#server/shared/customer-schema.ts';
import { Section } from '../../ui/page-layout.tsx';
import { StaffButton, StaffConfirmButton } from '../../ui/staff-buttons.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';

type CustomerExport = RouterOutputs['admin']['customers']['export'];

/** Finds what is kept about a customer, downloads and erases it. */
export function CustomerData() {
  const { t, format } = useI18n();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(customerEmailInputSchema),
    defaultValues: { customerEmail: '' },
  });
  const find = trpc.admin.customers.export.useMutation({
    onError: (error) =>
      toast.error(t('ui.actionFailed'), { description: errorText({ t, format }, error) }),
  });
  return (
    <>
      <form
        noValidate
        className="flex max-w-xl flex-wrap items-end gap-3"
        onSubmit={(event) => void handleSubmit((input) => find.mutate(input))(event)}
      >
        <Field
          id="customer-email"
          className="grow"
          label={t('admin.customers.email')}
          hint={t('admin.customers.emailHint')}
          error={formState.errors.customerEmail && t('admin.customers.badEmail')}
        >
          {(control) => (
            <Input
              {...control}
              {...register('customerEmail')}
              type="email"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <StaffButton type="submit" variant="primary" pending={find.isPending}>
          <Search aria-hidden className="size-4" />
          {t('admin.customers.find')}
        </StaffButton>
      </form>
      <div role="status">
        {find.data?.orders.length === 0 && (
          <EmptyState title={t('admin.customers.none')}>{t('admin.customers.noneText')}</EmptyState>
        )}
      </div>
      {find.data && find.data.orders.length > 0 && (
        <FoundData found={find.data} onErased={find.reset} />
      )}
    </>
  );
}

function FoundData({ found, onErased }: { found: CustomerExport; onErased: () => void }) {
  const { t } = useI18n();
  const { customerEmail, orders, isTruncated } = found;
  const erase = trpc.admin.customers.erase.useMutation();
  const isSettled = orders.every(({ isUnsettled }) => !isUnsettled);
  const columns = useColumns(found);
  return (
    <Section title={t('admin.customers.found', { count: orders.length, email: customerEmail })}>
      {isTruncated && <Notice tone="warn">{t('admin.customers.truncated')}</Notice>}
      {!isSettled && (
        <Notice tone="warn" title={t('admin.customers.unsettledTitle')}>
          {t('admin.customers.unsettledText')}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <StaffButton onClick={() => download(found)}>
          <Download aria-hidden className="size-4" />
          {t('admin.customers.download')}
        </StaffButton>
        {isSettled && (
          <StaffConfirmButton
            danger
            action={t('admin.customers.erase')}
            title={t('admin.customers.eraseTitle', { email: customerEmail })}
            text={t('admin.customers.eraseText')}
            run={async () => {
              const erased = await erase.mutateAsync({ customerEmail });
              toast.success(t('admin.customers.erased', { count: erased.orders }));
              if (!erased.isComplete) toast.warning(t('admin.customers.more'));
              onErased();
            }}
          />
        )}
      </div>
      <DataTable
        caption={t('admin.nav.orders')}
        columns={columns}
        rows={orders}
        rowKey={({ orderId }) => orderId}
      />
    </Section>
  );
}

function useColumns({ exportedAt }: CustomerExport): Column<CustomerExport['orders'][number]>[] {
  const { t, format } = useI18n();
  return [
    {
      key: 'order',
      header: t('admin.customers.column.order'),
      rowHeader: true,
      cell: ({ orderId, number }) => (
        <TextLink href={`/admin/orders/${orderId}`}>{number}</TextLink>
      ),
    },
    {
      key: 'placedAt',
      header: t('admin.customers.column.placedAt'),
      cell: ({ placedAt }) => <Timestamp at={placedAt} now={exportedAt} />,
    },
    {
      key: 'status',
      header: t('admin.customers.column.status'),
      cell: ({ status, isUnsettled }) => (
        <span className="flex flex-wrap gap-1">
          <OrderStatusBadge status={status} />
          {isUnsettled && <Badge tone="warn">{t('admin.customers.unsettled')}</Badge>}
        </span>
      ),
    },
    {
      key: 'total',
      header: t('admin.customers.column.total'),
      align: 'end',
      cell: ({ totalCents, currency }) => format.money(totalCents, currency),
    },
  ];
}

/** Saves the answer as a file for the customer. */
function download(found: CustomerExport): void {
  const { isTruncated: _, ...data } = found;
  const json = JSON.stringify(data, null, 2);
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'customer-data.json';
  link.click();
  URL.revokeObjectURL(url);
}
