'use client';

import { useFormContext } from 'react-hook-form';
import { Card } from '#app/ui/card.tsx';
import { Checkbox, Input, TextArea } from '#app/ui/input.tsx';
import { Field } from '#app/ui/field.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { slugify, type ProductFormValues } from './product-form-values.ts';

/** Name, category, URL slug, description and visibility. */
export function DetailFields(props: { isNew: boolean; categories: string[] }) {
  const { t } = useI18n();
  const { register, formState, getValues, setValue } = useFormContext<ProductFormValues>();
  const { errors } = formState;
  const errorOf = (field: 'name' | 'slug' | 'category' | 'description' | 'purchaseLimit') =>
    errors[field] && t(`admin.products.fieldError.${field}`);

  function suggestSlug() {
    if (!props.isNew || getValues('slug')) return;
    setValue('slug', slugify(getValues('name')), {
      shouldDirty: true,
      shouldValidate: formState.isSubmitted,
    });
  }

  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{t('admin.products.details')}</h2>
      <div className="grid gap-4 md:grid-cols-2">
        <Field id="name" label={t('admin.products.name')} error={errorOf('name')}>
          {(control) => (
            <Input {...control} {...register('name', { onBlur: suggestSlug })} maxLength={120} />
          )}
        </Field>
        <Field id="category" label={t('admin.products.category')} error={errorOf('category')}>
          {(control) => (
            <>
              <Input
                {...control}
                {...register('category')}
                list="categories"
                maxLength={60}
                placeholder={t('admin.products.categoryHint')}
              />
              <datalist id="categories">
                {props.categories.map((category) => (
                  <option key={category}>{category}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field
          id="slug"
          label={t('admin.products.slug')}
          hint={t('admin.products.slugHint')}
          error={
            errors.slug?.type === 'taken'
              ? t('admin.products.fieldError.slugTaken')
              : errorOf('slug')
          }
        >
          {(control) => (
            <Input
              {...control}
              {...register('slug')}
              maxLength={100}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field
          id="purchaseLimit"
          label={t('admin.products.purchaseLimit')}
          hint={t('admin.products.purchaseLimitHint')}
          error={errorOf('purchaseLimit')}
        >
          {(control) => (
            <Input
              {...control}
              {...register('purchaseLimit')}
              inputMode="numeric"
              maxLength={6}
              className="max-w-40"
            />
          )}
        </Field>
      </div>
      <Field
        id="description"
        label={t('admin.products.description')}
        error={errorOf('description')}
      >
        {(control) => (
          <TextArea {...control} {...register('description')} rows={5} maxLength={4000} />
        )}
      </Field>
      <Checkbox {...register('proofOfWork')} label={t('admin.products.proofOfWork')} />
      <Checkbox {...register('archived')} label={t('admin.products.archived')} />
    </Card>
  );
}
