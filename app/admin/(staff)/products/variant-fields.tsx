'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { currencyOf } from '#server/shared/currencies.ts';
import { SKUS_MAX } from '#server/shared/limits.ts';
import { formatAmount, parseAmount } from '#server/shared/money.ts';
import { priceCentsMax } from '#server/shared/product-schema.ts';
import { Button } from '#app/ui/button.tsx';
import { Card } from '#app/ui/card.tsx';
import { Checkbox, Input } from '#app/ui/input.tsx';
import { Field } from '#app/ui/field.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { createEmptyVariant, splitOptionNames } from './product-form-values.ts';
import type { ProductFormValues, AdminProduct } from './product-form-values.ts';

/** An example of a price, in minor units. */
const EXAMPLE_CENTS = 1250;

/** The variants of a product: each is a SKU with options, a price and stock. */
export function VariantFields(props: { product: AdminProduct | null; currency: string }) {
  const { t } = useI18n();
  const { register, formState } = useFormContext<ProductFormValues>();
  const { fields, append, remove } = useFieldArray<ProductFormValues, 'skus'>({ name: 'skus' });
  const optionNames = splitOptionNames(
    useWatch<ProductFormValues, 'optionNames'>({ name: 'optionNames' }),
  );
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-lg font-semibold">{t('admin.products.variants')}</h2>
        <p className="text-sm text-ink-soft">{t('admin.products.variantsHint')}</p>
      </div>
      <Field
        id="optionNames"
        label={t('admin.products.optionNames')}
        hint={t('admin.products.optionNamesHint')}
        error={
          formState.errors.optionNames && t('admin.products.fieldError.skus', { max: SKUS_MAX })
        }
        className="max-w-xl"
      >
        {(control) => (
          <Input {...control} {...register('optionNames', { deps: ['skus'] })} maxLength={200} />
        )}
      </Field>
      <ul className="flex flex-col gap-4">
        {fields.map((field, index) => {
          const saved = props.product?.skus.find(({ skuId }) => skuId === field.skuId);
          return (
            <Variant
              key={field.id}
              index={index}
              optionNames={optionNames}
              currency={props.currency}
              saved={saved}
              onRemove={saved || fields.length === 1 ? null : () => remove(index)}
            />
          );
        })}
      </ul>
      {fields.length < SKUS_MAX && (
        <Button
          className="self-start"
          onClick={() => append(createEmptyVariant(optionNames.length))}
        >
          <Plus aria-hidden className="size-4" />
          {t('admin.products.addVariant')}
        </Button>
      )}
    </Card>
  );
}

interface VariantProps {
  index: number;
  optionNames: string[];
  currency: string;
  /** As the shop has it; undefined for a new variant. */
  saved: AdminProduct['skus'][number] | undefined;
  onRemove: (() => void) | null;
}

function Variant({ index, optionNames, currency, saved, onRemove }: VariantProps) {
  const { t, format } = useI18n();
  const { register, formState } = useFormContext<ProductFormValues>();
  const errors = formState.errors.skus?.[index];
  const price = useWatch<ProductFormValues, `skus.${number}.price`>({
    name: `skus.${index}.price`,
  });
  const { minCents } = currencyOf(currency);
  const priceCents = parseAmount(price, currency);
  const isBelowMinimum = priceCents !== null && priceCents > 0 && priceCents < minCents;
  const money = (cents: number) => format.money(cents, currency);
  const number = index + 1;
  const codeError = errors?.code?.type === 'taken' ? 'codeTaken' : 'code';
  return (
    <li className="border-t border-line pt-4 first:border-t-0 first:pt-0">
      <fieldset className="flex flex-wrap items-start gap-3">
        <legend className="mb-2 font-medium">{t('admin.products.variant', { number })}</legend>
        <Field
          id={`skus.${index}.code`}
          label={t('admin.products.code')}
          error={errors?.code && t(`admin.products.fieldError.${codeError}`)}
          className="w-full sm:w-56"
        >
          {(control) => (
            <Input
              {...control}
              {...register(`skus.${index}.code`, { deps: ['skus'] })}
              maxLength={60}
              autoCapitalize="characters"
              spellCheck={false}
            />
          )}
        </Field>
        {optionNames.map((name, option) => (
          <Field
            key={name}
            id={`skus.${index}.values.${option}`}
            label={name}
            error={
              option === 0 && errors?.values ? t('admin.products.fieldError.options') : undefined
            }
            className="w-full sm:w-40"
          >
            {(control) => (
              <Input
                {...control}
                {...register(`skus.${index}.values.${option}`, { deps: ['skus'] })}
                maxLength={60}
              />
            )}
          </Field>
        ))}
        <Field
          id={`skus.${index}.price`}
          label={t('admin.products.price', { currency })}
          hint={
            isBelowMinimum ? t('admin.products.priceTooSmall', { min: money(minCents) }) : undefined
          }
          error={
            errors?.price &&
            t('admin.products.fieldError.price', {
              example: formatAmount(EXAMPLE_CENTS, currency),
              max: money(priceCentsMax(currency)),
            })
          }
          className="w-full sm:w-36"
        >
          {(control) => (
            <Input {...control} {...register(`skus.${index}.price`)} inputMode="decimal" />
          )}
        </Field>
        <Checkbox
          {...register(`skus.${index}.archived`)}
          label={t('admin.products.variantArchived')}
          className="min-h-11 sm:mt-7.5"
        />
        {onRemove && (
          <Button
            variant="quiet"
            size="icon"
            aria-label={t('admin.products.removeVariant', { number })}
            onClick={onRemove}
            className="sm:mt-7.5"
          >
            <Trash2 aria-hidden className="size-5" />
          </Button>
        )}
      </fieldset>
      {saved && <VariantStock saved={saved} />}
    </li>
  );
}

function VariantStock({ saved }: { saved: AdminProduct['skus'][number] }) {
  const { t, format } = useI18n();
  return (
    <p className="mt-2 flex flex-wrap gap-x-3 text-sm text-ink-soft">
      {t('admin.products.stockOf', {
        onHand: format.number(saved.onHand),
        locked: format.number(saved.locked),
      })}
      <TextLink href={`/admin/stock/${saved.skuId}`}>{t('admin.products.stockLink')}</TextLink>
    </p>
  );
}
