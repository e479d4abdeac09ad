'use client';

import { useEffect, useRef } from 'react';
import { useFormState } from 'react-hook-form';
import { fieldId, fieldMessage, fieldNames } from './checkout-fields.ts';
import { Notice } from '../../ui/notice.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { CheckoutFormApi } from './use-checkout-form.ts';

/** All that keeps the form from being sent, with a link to each; takes the focus when it comes. */
export function ErrorSummary({ form }: { form: CheckoutFormApi }) {
  const { t } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const formState = useFormState({ control: form.control });
  const { submitCount, isSubmitSuccessful } = formState;
  const wrong = fieldNames.flatMap((name) => {
    const { error } = form.getFieldState(name, formState);
    return error ? [{ name, issue: error.type }] : [];
  });

  useEffect(() => {
    if (submitCount > 0 && !isSubmitSuccessful) box.current?.focus();
  }, [submitCount, isSubmitSuccessful]);

  if (submitCount === 0 || wrong.length === 0) return null;
  return (
    <Notice
      ref={box}
      tone="bad"
      role="group"
      aria-label={t('checkout.summaryTitle')}
      aria-describedby="mistakes"
      tabIndex={-1}
      title={t('checkout.summaryTitle')}
    >
      <p id="mistakes">{t('checkout.summaryCount', { count: wrong.length })}</p>
      <ul className="list-disc pl-5">
        {wrong.map(({ name, issue }) => (
          <li key={name}>
            <a
              href={`#${fieldId(name)}`}
              className="underline underline-offset-4"
              onClick={(event) => {
                event.preventDefault();
                form.setFocus(name);
              }}
            >
              {fieldMessage(t, name, form.getValues(name) ?? '', issue)}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
