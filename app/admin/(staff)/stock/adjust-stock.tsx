'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { z } from 'zod';
import { adjustmentReasons, adjustStockInputSchema } from '#server/shared/stock-adjustment.ts';
import type { AdjustStockInput } from '#server/shared/stock-adjustment.ts';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { Field } from '#app/ui/field.tsx';
import { Input, TextArea, Select } from '#app/ui/input.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffForm, StaffFormDialog } from '../../ui/staff-form-dialog.tsx';
import { useAdminRefresh } from '../../ui/live-updates.tsx';

export type StockRow = RouterOutputs['admin']['stock']['list']['rows'][number];

/** A button that opens a form to change the units on hand, with a reason. */
export function AdjustStock({ row }: { row: StockRow }) {
  const { t, format } = useI18n();
  return (
    <StaffFormDialog
      size="sm"
      button={
        <>
          {t('admin.stock.adjust.action')}
          <span className="sr-only"> {row.code}</span>
        </>
      }
      title={t('admin.stock.adjust.title', { code: row.code, location: row.locationName })}
      description={t('admin.stock.adjust.text', {
        onHand: format.number(row.onHand),
        locked: format.number(row.locked),
      })}
      renderForm={(close) => <AdjustStockForm row={row} onDone={close} />}
    />
  );
}

type Values = z.input<typeof adjustStockInputSchema>;

function AdjustStockForm({ row, onDone }: { row: StockRow; onDone: () => void }) {
  const { t, format } = useI18n();
  const refresh = useAdminRefresh();
  const { mutateAsync, error, isPending } = trpc.admin.stock.adjust.useMutation();
  // One id per form, so that a retry after a lost answer adjusts the stock once.
  const [adjustmentId] = useState(() => v7({ msecs: serverNowMs() }));
  const { skuId, locationId, code } = row;
  const { register, handleSubmit, control, formState, setError } = useForm<
    Values,
    unknown,
    AdjustStockInput
  >({
    resolver: zodResolver(adjustStockInputSchema),
    defaultValues: { adjustmentId, skuId, locationId, note: '' },
  });
  const delta = useWatch({ control, name: 'delta' });
  const after = row.onHand + (Number.isInteger(delta) ? delta : 0);
  const { errors } = formState;

  const submit = handleSubmit(async (input) => {
    if (after < row.locked) {
      setError('delta', { type: 'tooMany' }, { shouldFocus: true });
      return;
    }
    const { onHand } = await mutateAsync(input);
    toast.success(t('admin.stock.adjust.done', { code, count: onHand }));
    refresh();
    onDone();
  });

  const deltaError =
    errors.delta?.type === 'tooMany'
      ? t('admin.stock.adjust.tooMany', { count: row.onHand - row.locked })
      : t('admin.stock.adjust.badDelta');

  return (
    <StaffForm
      onSubmit={submit}
      error={error}
      isPending={isPending}
      submit={t('admin.stock.adjust.submit')}
    >
      <Field
        id="delta"
        label={t('admin.stock.adjust.delta')}
        hint={t('admin.stock.adjust.deltaHint')}
        error={errors.delta && deltaError}
      >
        {(control) => (
          <Input
            {...control}
            {...register('delta', { valueAsNumber: true })}
            type="number"
            step={1}
            className="max-w-40"
          />
        )}
      </Field>
      <p role="status" className="text-ink-soft">
        {t('admin.stock.adjust.after', { count: format.number(after) })}
      </p>
      <Field
        id="reason"
        label={t('admin.stock.adjust.reason')}
        error={errors.reason && t('admin.stock.adjust.chooseReason')}
      >
        {(control) => (
          <Select {...control} {...register('reason')}>
            <option value="">{t('admin.stock.adjust.chooseReason')}</option>
            {adjustmentReasons.map((reason) => (
              <option key={reason} value={reason}>
                {t(`admin.stock.reason.${reason}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="note" label={t('admin.note')} hint={t('admin.noteHint')}>
        {(control) => <TextArea {...control} {...register('note')} maxLength={500} />}
      </Field>
    </StaffForm>
  );
}
