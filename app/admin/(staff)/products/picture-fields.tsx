'use client';

import { Link2 } from 'lucide-react';
import { useFieldArray } from 'react-hook-form';
import { IMAGES_MAX } from '#server/shared/limits.ts';
import { Button } from '#app/ui/button.tsx';
import { Card } from '#app/ui/card.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PictureRow } from './picture-row.tsx';
import type { ProductFormValues } from './product-form-values.ts';
import { UploadPictures } from './upload-pictures.tsx';

/** The pictures of a product, in the order in which the shop shows them. */
export function PictureFields() {
  const { t } = useI18n();
  const { fields, append, remove, move } = useFieldArray<ProductFormValues, 'images'>({
    name: 'images',
  });
  const remaining = IMAGES_MAX - fields.length;
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-lg font-semibold">{t('admin.products.pictures')}</h2>
        <p className="text-sm text-ink-soft">{t('admin.products.picturesHint')}</p>
      </div>
      {fields.length === 0 && <p className="text-ink-soft">{t('admin.products.noPictures')}</p>}
      <ul className="flex flex-col gap-4">
        {fields.map(({ id }, index) => (
          <PictureRow
            key={id}
            index={index}
            onMoveUp={index === 0 ? null : () => move(index, index - 1)}
            onMoveDown={index === fields.length - 1 ? null : () => move(index, index + 1)}
            onRemove={() => remove(index)}
          />
        ))}
      </ul>
      {remaining > 0 ? (
        <div className="flex flex-wrap gap-3">
          <UploadPictures
            remaining={remaining}
            // Uploads finish one by one, while staff type elsewhere.
            onUploaded={(src) => append({ src, alt: '', shows: '' }, { shouldFocus: false })}
          />
          <Button variant="quiet" onClick={() => append({ src: '', alt: '', shows: '' })}>
            <Link2 aria-hidden className="size-4" />
            {t('admin.products.addPicture')}
          </Button>
        </div>
      ) : (
        <p className="text-sm text-ink-soft">
          {t('admin.products.fieldError.images', { max: IMAGES_MAX })}
        </p>
      )}
    </Card>
  );
}
