'use client';

import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Card } from '#app/ui/card.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input, TextArea } from '#app/ui/input.tsx';
import { languages } from '#app/lib/texts/languages.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { TRANSLATED_LANGUAGES } from '#server/shared/languages.ts';
import { translatableOptions } from './product-form-values.ts';
import type { ProductFormValues, TranslatedLanguage } from './product-form-values.ts';

/** The texts of the product in other languages. */
export function TranslationFields() {
  const { t } = useI18n();
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-lg font-semibold">{t('admin.products.translations')}</h2>
        <p className="text-sm text-ink-soft">{t('admin.products.translationsHint')}</p>
      </div>
      {TRANSLATED_LANGUAGES.map((language) => (
        <Translation key={language} language={language} />
      ))}
    </Card>
  );
}

function Translation({ language }: { language: TranslatedLanguage }) {
  const [isOpen, setOpen] = useState(false);
  const { formState } = useFormContext<ProductFormValues>();
  const open = isOpen || formState.errors.translations?.[language] !== undefined;
  const { htmlLang, ownName } = languages[language];
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary lang={htmlLang} className="min-h-9 cursor-pointer font-medium">
        {ownName}
      </summary>
      {open && (
        <div className="mt-2 flex flex-col gap-4">
          <ProductTextFields language={language} />
          <KeyedTextFields language={language} kind="alts" />
          <KeyedTextFields language={language} kind="options" />
        </div>
      )}
    </details>
  );
}

/** The texts that every product has: name, category, description. */
function ProductTextFields({ language }: { language: TranslatedLanguage }) {
  const { t } = useI18n();
  const { register, formState } = useFormContext<ProductFormValues>();
  const errors = formState.errors.translations?.[language];
  const { htmlLang: lang, ownName } = languages[language];
  const fieldOf = (name: 'name' | 'category' | 'description') => ({
    id: `translations.${language}.${name}`,
    label: t('admin.products.inLanguage', {
      text: t(`admin.products.${name}`),
      language: ownName,
    }),
    error: errors?.[name] && t('admin.products.fieldError.translation'),
  });
  return (
    <>
      <div className="grid gap-4 md:grid-cols-2">
        <Field {...fieldOf('name')}>
          {(control) => (
            <Input
              {...control}
              {...register(`translations.${language}.name`)}
              lang={lang}
              maxLength={120}
            />
          )}
        </Field>
        <Field {...fieldOf('category')}>
          {(control) => (
            <Input
              {...control}
              {...register(`translations.${language}.category`)}
              lang={lang}
              maxLength={60}
            />
          )}
        </Field>
      </div>
      <Field {...fieldOf('description')}>
        {(control) => (
          <TextArea
            {...control}
            {...register(`translations.${language}.description`)}
            lang={lang}
            rows={4}
            maxLength={4000}
          />
        )}
      </Field>
    </>
  );
}

/** A field for each picture's description, or for each option text. */
function KeyedTextFields(props: { language: TranslatedLanguage; kind: 'alts' | 'options' }) {
  const { language, kind } = props;
  const { t } = useI18n();
  const { setValue, formState } = useFormContext<ProductFormValues>();
  const path = `translations.${language}.${kind}` as const;
  const texts = useWatch<ProductFormValues, typeof path>({ name: path });
  const errors = formState.errors.translations?.[language]?.[kind];
  const { htmlLang, ownName } = languages[language];
  const keys = useTranslatableKeys(kind);
  if (keys.length === 0) return null;
  return (
    <div className="grid gap-4 md:grid-cols-2">
      {keys.map(({ key, text }, index) => (
        <Field
          key={key}
          id={`${path}.${index}`}
          label={t('admin.products.inLanguage', { text, language: ownName })}
          error={errors?.[key] && t('admin.products.fieldError.translation')}
        >
          {(control) => (
            <Input
              {...control}
              lang={htmlLang}
              maxLength={kind === 'alts' ? 200 : 60}
              value={texts[key] ?? ''}
              // A key can contain a dot, which a field path would read as a step.
              onChange={(event) =>
                setValue(
                  path,
                  { ...texts, [key]: event.target.value },
                  { shouldDirty: true, shouldValidate: formState.isSubmitted },
                )
              }
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** The current pictures or option texts of the form, with labels. */
function useTranslatableKeys(kind: 'alts' | 'options'): { key: string; text: string }[] {
  const { t } = useI18n();
  const [images, optionNames, skus] = useWatch<
    ProductFormValues,
    ['images', 'optionNames', 'skus']
  >({
    name: ['images', 'optionNames', 'skus'],
  });
  if (kind === 'options') {
    return translatableOptions({ optionNames, skus }).map((text) => ({ key: text, text }));
  }
  const pictures = images.map(({ src }, index) => ({
    key: src.trim(),
    text: t('admin.products.pictureAlt', { number: index + 1 }),
  }));
  return pictures.filter(
    ({ key }, index) => key !== '' && pictures.findIndex((other) => other.key === key) === index,
  );
}
