'use client';

import { useEffect, useRef } from 'react';
import { useFormState } from 'react-hook-form';
import { fieldId, fieldMessage, fieldNames } from './use-checkout-form.ts';
import type { AddressFormView } from './use-address-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { CheckoutFormApi } from './use-checkout-form.ts';

/** All form errors with links to their fields; takes the focus after a failed submit. */
export function ErrorSummary(props: { form: CheckoutFormApi; addressForm: AddressFormView }) {
  const { form, addressForm } = props;
  const { t } = useI18n();
  const notice = useRef<HTMLDivElement>(null);
  const formState = useFormState({ control: form.control });
  const { submitCount, isSubmitSuccessful } = formState;
  const errors = fieldNames.flatMap((name) => {
    const { error } = form.getFieldState(name, formState);
    return error ? [{ name, issue: error.type }] : [];
  });

  useEffect(() => {
    if (submitCount > 0 && !isSubmitSuccessful) notice.current?.focus();
  }, [submitCount, isSubmitSuccessful]);

  if (submitCount === 0 || errors.length === 0) return null;
  return (
    <Notice
      ref={notice}
      tone="bad"
      role="group"
      aria-label={t('checkout.summaryTitle')}
      aria-describedby="form-errors"
      tabIndex={-1}
      title={t('checkout.summaryTitle')}
    >
      <p id="form-errors">{t('checkout.summaryCount', { count: errors.length })}</p>
      <ul className="list-disc pl-5">
        {errors.map(({ name, issue }) => (
          <li key={name}>
            <a
              href={`#${fieldId(name)}`}
              className="underline underline-offset-4"
              onClick={(event) => {
                event.preventDefault();
                form.setFocus(name);
              }}
            >
              {fieldMessage(t, addressForm, name, form.getValues(name) ?? '', issue)}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
