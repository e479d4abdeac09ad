'use client';

import { ImagePlus, Trash2 } from 'lucide-react';
import Image from 'next/image';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { Button } from '#app/components/ui/button.tsx';
import { Card } from '#app/components/ui/card.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { Input } from '#app/components/ui/input.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import type { ProductValues } from './product-values.ts';

const PICTURES_MAX = 8;

/** The pictures of a product, each with what it shows. */
export function PictureFields() {
  const { t } = useTexts();
  const { fields, append, remove } = useFieldArray<ProductValues, 'images'>({ name: 'images' });
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-lg font-semibold">{t('admin.products.pictures')}</h2>
        <p className="text-sm text-ink-soft">{t('admin.products.picturesHint')}</p>
      </div>
      {fields.length === 0 && <p className="text-ink-soft">{t('admin.products.noPictures')}</p>}
      <ul className="flex flex-col gap-4">
        {fields.map(({ id }, index) => (
          <Picture key={id} index={index} onRemove={() => remove(index)} />
        ))}
      </ul>
      {fields.length < PICTURES_MAX && (
        <Button className="self-start" onClick={() => append({ src: '', alt: '' })}>
          <ImagePlus aria-hidden className="size-4" />
          {t('admin.products.addPicture')}
        </Button>
      )}
    </Card>
  );
}

function Picture({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { t } = useTexts();
  const { register, formState } = useFormContext<ProductValues>();
  const src = useWatch<ProductValues, `images.${number}.src`>({ name: `images.${index}.src` });
  const errors = formState.errors.images?.[index];
  const number = index + 1;
  const shown = /^(\/(?!\/)|https:\/\/)\S+$/.test(src ?? '');
  return (
    <li className="flex flex-wrap items-start gap-4 border-t border-line pt-4 first:border-t-0 first:pt-0">
      <span className="flex size-20 shrink-0 items-center justify-center overflow-hidden rounded-control bg-sunken">
        {shown && (
          <Image
            src={src}
            alt=""
            width={80}
            height={80}
            unoptimized
            className="size-full object-cover"
          />
        )}
      </span>
      <div className="grid min-w-56 flex-1 gap-3 md:grid-cols-2">
        <Field
          id={`images.${index}.src`}
          label={t('admin.products.pictureSrc', { number })}
          error={errors?.src && t('admin.products.mistake.src')}
        >
          {(control) => (
            <Input
              {...control}
              {...register(`images.${index}.src`)}
              placeholder={t('admin.products.pictureSrcHint')}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field
          id={`images.${index}.alt`}
          label={t('admin.products.pictureAlt', { number })}
          error={errors?.alt && t('admin.products.mistake.alt')}
        >
          {(control) => <Input {...control} {...register(`images.${index}.alt`)} maxLength={200} />}
        </Field>
      </div>
      <Button
        variant="quiet"
        size="icon"
        aria-label={t('admin.products.removePicture', { number })}
        onClick={onRemove}
        className="self-end"
      >
        <Trash2 aria-hidden className="size-5" />
      </Button>
    </li>
  );
}
