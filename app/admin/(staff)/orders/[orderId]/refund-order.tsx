'use client';

import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { Checkbox, Input, TextArea } from '#app/ui/input.tsx';
import { Field } from '#app/ui/field.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffForm, StaffFormDialog } from '#app/admin/ui/staff-form-dialog.tsx';
import { useAdminRefresh } from '#app/admin/ui/live-updates.tsx';
import { formatAmount, parseAmount } from '#server/shared/money.ts';

interface Props {
  orderId: string;
  number: string;
  refundableCents: number;
  currency: string;
  /** Units that can still be returned. */
  restockable: { skuId: string; code: string; name: string; quantity: number }[];
}

/** A button that opens a form for a full or partial refund. */
export function RefundOrder(props: Props) {
  const { t } = useI18n();
  return (
    <StaffFormDialog
      button={t('admin.orders.refund.action')}
      title={t('admin.orders.refund.title', { number: props.number })}
      description={t('admin.orders.refund.text')}
      renderForm={(close) => <RefundForm {...props} onDone={close} />}
    />
  );
}

interface Values {
  extent: 'full' | 'part';
  amount: string;
  restock: boolean;
  /** Units that are put back in stock, in the order of `restockable`. */
  returned: { quantity: number }[];
  note: string;
}

function RefundForm(props: Props & { onDone: () => void }) {
  const { t, format } = useI18n();
  const { orderId, currency, refundableCents, restockable } = props;
  // One id per form, so that a retry after a lost answer refunds once.
  const [refundId] = useState(() => v7({ msecs: serverNowMs() }));
  const refresh = useAdminRefresh();
  const { mutateAsync, error, isPending } = trpc.admin.orders.refund.useMutation();
  const { register, handleSubmit, control, formState, getValues, setValue } = useForm<Values>({
    defaultValues: {
      extent: 'full',
      amount: '',
      restock: false,
      returned: restockable.map(({ quantity }) => ({ quantity })),
      note: '',
    },
  });
  const [extent, amount, restock] = useWatch({ control, name: ['extent', 'amount', 'restock'] });
  const money = (cents: number) => format.money(cents, currency);
  const part = parseAmount(amount, currency);
  const amountCents = extent === 'full' ? refundableCents : part;

  /** Of an order that is refunded in part, staff say what came back. */
  function resetReturned() {
    const isFull = getValues('extent') === 'full';
    const returned = restockable.map(({ quantity }) => ({ quantity: isFull ? quantity : 0 }));
    setValue('returned', returned);
  }

  function validateAmount(text: string): string | true {
    const cents = parseAmount(text, currency);
    if (cents === null) {
      const example = formatAmount(refundableCents, currency);
      return t('admin.orders.refund.badAmount', { example });
    }
    if (cents <= 0) return t('admin.orders.refund.tooSmall');
    if (cents <= refundableCents) return true;
    return t('admin.orders.refund.tooLarge', { amount: money(refundableCents) });
  }

  const submit = handleSubmit(async ({ note, returned }) => {
    if (amountCents === null) return;
    const restockLines = restockable
      .map(({ skuId }, index) => ({ skuId, quantity: returned[index]?.quantity ?? 0 }))
      .filter(({ quantity }) => restock && quantity > 0);
    const isRestock = restockLines.length > 0;
    await mutateAsync({
      orderId,
      refundId,
      amountCents,
      note,
      restock: isRestock,
      ...(isRestock && { restockLines }),
    });
    toast.success(t('admin.orders.refund.done', { amount: money(amountCents) }));
    refresh();
    props.onDone();
  });

  return (
    <StaffForm
      onSubmit={submit}
      error={error}
      isPending={isPending}
      danger
      submit={
        amountCents && amountCents <= refundableCents
          ? t('admin.orders.refund.confirm', { amount: money(amountCents) })
          : t('admin.orders.refund.action')
      }
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">{t('admin.orders.refund.extent')}</legend>
        <Checkbox
          type="radio"
          value="full"
          {...register('extent', { onChange: resetReturned })}
          label={t('admin.orders.refund.full', { amount: money(refundableCents) })}
        />
        <Checkbox
          type="radio"
          value="part"
          {...register('extent', { onChange: resetReturned })}
          label={t('admin.orders.refund.part')}
        />
      </fieldset>
      {extent === 'part' && (
        <Field
          id="refund-amount"
          label={t('admin.orders.refund.amount')}
          hint={t('admin.orders.refund.amountHint', { amount: money(refundableCents) })}
          error={formState.errors.amount?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...register('amount', { validate: validateAmount, shouldUnregister: true })}
              inputMode="decimal"
              autoComplete="off"
            />
          )}
        </Field>
      )}
      {restockable.length > 0 && (
        <fieldset className="flex flex-col gap-3">
          <legend className="mb-2 font-medium">{t('admin.orders.refund.restockItems')}</legend>
          <Checkbox {...register('restock')} label={t('admin.orders.refund.restock')} />
          {restock &&
            restockable.map(({ skuId, code, name, quantity }, index) => (
              <Field
                key={skuId}
                id={`returned-${skuId}`}
                label={`${name} (${code})`}
                hint={t('admin.orders.refund.restockHint', { count: quantity })}
                error={
                  formState.errors.returned?.[index] &&
                  t('admin.orders.refund.badRestock', { count: quantity })
                }
              >
                {(control) => (
                  <Input
                    {...control}
                    {...register(`returned.${index}.quantity`, {
                      valueAsNumber: true,
                      validate: (units) =>
                        Number.isInteger(units) && units >= 0 && units <= quantity,
                    })}
                    type="number"
                    min={0}
                    max={quantity}
                    step={1}
                    className="max-w-32"
                  />
                )}
              </Field>
            ))}
        </fieldset>
      )}
      <Field id="refund-note" label={t('admin.note')} hint={t('admin.noteHint')}>
        {(control) => <TextArea {...control} {...register('note')} maxLength={500} />}
      </Field>
    </StaffForm>
  );
}
