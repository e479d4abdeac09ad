'use client';

import { ArrowDown, ArrowUp, Trash2, type LucideIcon } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { ProductPicture } from '#app/ui/product-picture.tsx';
import { Button } from '#app/ui/button.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input, Select } from '#app/ui/input.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { pictureOptionChoices } from './product-form-values.ts';
import type { ProductFormValues } from './product-form-values.ts';

/**
 * The fields of one picture.
 *
 * @param props.onMoveUp null for the first
 * @param props.onMoveDown null for the last
 */
export function PictureRow(props: {
  index: number;
  onMoveUp: (() => void) | null;
  onMoveDown: (() => void) | null;
  onRemove: () => void;
}) {
  const { t } = useI18n();
  const { index } = props;
  const number = index + 1;
  const src = useWatch<ProductFormValues, `images.${number}.src`>({ name: `images.${index}.src` });
  const isUrl = /^(\/(?!\/)|https:\/\/)\S+$/.test(src ?? '');
  return (
    <li className="flex flex-wrap items-start gap-4 border-t border-line pt-4 first:border-t-0 first:pt-0">
      <ProductPicture src={isUrl ? src : null} size={96} className="size-24 rounded-control" />
      <PictureTextFields index={index} />
      <div className="flex gap-1 max-sm:w-full max-sm:justify-end md:flex-col lg:flex-row">
        <RowButton
          icon={ArrowUp}
          label={t('admin.products.pictureEarlier', { number })}
          onClick={props.onMoveUp}
        />
        <RowButton
          icon={ArrowDown}
          label={t('admin.products.pictureLater', { number })}
          onClick={props.onMoveDown}
        />
        <RowButton
          icon={Trash2}
          label={t('admin.products.removePicture', { number })}
          onClick={props.onRemove}
        />
      </div>
    </li>
  );
}

function PictureTextFields({ index }: { index: number }) {
  const { t } = useI18n();
  const { register, formState } = useFormContext<ProductFormValues>();
  const errors = formState.errors.images?.[index];
  const number = index + 1;
  return (
    <div className="grid min-w-56 flex-1 gap-3 md:grid-cols-2">
      <Field
        id={`images.${index}.alt`}
        label={t('admin.products.pictureAlt', { number })}
        error={errors?.alt && t('admin.products.fieldError.alt')}
      >
        {(control) => <Input {...control} {...register(`images.${index}.alt`)} maxLength={200} />}
      </Field>
      <PictureVariantSelect index={index} />
      <Field
        id={`images.${index}.src`}
        label={t('admin.products.pictureSrc', { number })}
        hint={t('admin.products.pictureSrcHint')}
        error={errors?.src && t('admin.products.fieldError.src')}
        className="md:col-span-2"
      >
        {(control) => (
          <Input
            {...control}
            {...register(`images.${index}.src`)}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
    </div>
  );
}

/** Which variants a picture shows; hidden for a product without options. */
function PictureVariantSelect({ index }: { index: number }) {
  const { t } = useI18n();
  const { register } = useFormContext<ProductFormValues>();
  const [optionNames, skus, current] = useWatch<
    ProductFormValues,
    ['optionNames', 'skus', `images.${number}.shows`]
  >({ name: ['optionNames', 'skus', `images.${index}.shows`] });
  const choices = pictureOptionChoices({ optionNames, skus }, current);
  if (choices.length === 0) return null;
  return (
    <Field
      id={`images.${index}.shows`}
      label={t('admin.products.pictureShows', { number: index + 1 })}
    >
      {(control) => (
        <Select {...control} {...register(`images.${index}.shows`)}>
          <option value="">{t('admin.products.allVariants')}</option>
          {choices.map(({ shows, text }) => (
            <option key={shows} value={shows}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function RowButton(props: { icon: LucideIcon; label: string; onClick: (() => void) | null }) {
  return (
    <Button
      variant="quiet"
      size="icon"
      aria-label={props.label}
      disabled={props.onClick === null}
      onClick={props.onClick ?? undefined}
    >
      <props.icon aria-hidden className="size-5" />
    </Button>
  );
}
