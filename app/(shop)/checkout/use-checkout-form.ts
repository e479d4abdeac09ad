'use client';

import { useEffect } from 'react';
import { get, useForm } from 'react-hook-form';
import type { Resolver, UseFormReturn } from 'react-hook-form';
import { readDraft, saveDraft } from './checkout-storage.ts';
import type { CheckoutForm } from './checkout-form-schema.ts';
import type { Translate } from '../../lib/texts/translate.ts';

export type CheckoutFormApi = UseFormReturn<CheckoutForm>;

/** Lazy-loaded, so that the page does not wait for zod. */
async function loadSchema() {
  return await import('./checkout-form-schema.ts').catch(() => null);
}

/** Without the schema, the server validates with the same one. */
const lazyResolver: Resolver<CheckoutForm> = async (values, context, options) => {
  const schema = await loadSchema();
  return schema ? schema.checkoutResolver(values, context, options) : { values, errors: {} };
};

/** The checkout form with lazy validation and a saved draft. */
export function useCheckoutForm(): CheckoutFormApi {
  // No default values, so that values typed or autofilled before hydration stay.
  const form = useForm<CheckoutForm>({
    resolver: lazyResolver,
    mode: 'onTouched',
    shouldFocusError: false,
  });

  useEffect(() => {
    const draft = readDraft();
    for (const name of fieldNames) {
      const saved: unknown = get(draft, name);
      if (typeof saved === 'string' && saved && !form.getValues(name)) form.setValue(name, saved);
    }
    return form.subscribe({
      formState: { values: true },
      callback({ values }) {
        saveDraft(values);
        // Loaded when typing starts, before the first validation.
        void loadSchema();
      },
    });
  }, [form]);

  return form;
}

/** Path of a field in the form. */
export type FieldName =
  'email' | `shippingAddress.${'name' | 'line1' | 'line2' | 'city' | 'postalCode' | 'country'}`;

export const fieldNames: readonly FieldName[] = [
  'email',
  'shippingAddress.name',
  'shippingAddress.line1',
  'shippingAddress.line2',
  'shippingAddress.postalCode',
  'shippingAddress.city',
  'shippingAddress.country',
];

/** The id of a field's input. */
export function fieldId(name: FieldName): string {
  return name.replace('shippingAddress.', 'address-');
}

/**
 * The message of a validation error.
 *
 * @param value the field's value
 * @param issue zod's issue code
 */
export function fieldMessage(
  t: Translate,
  name: FieldName,
  value: string,
  issue: string | undefined,
): string {
  if (issue === 'too_big') return t('checkout.tooLong');
  if (issue === 'custom') return t('checkout.invalidCharacter');
  switch (name) {
    case 'email':
      return t(value.trim() === '' ? 'checkout.missingEmail' : 'checkout.invalidEmail');
    case 'shippingAddress.name':
      return t('checkout.missingName');
    case 'shippingAddress.line1':
      return t('checkout.missingLine1');
    case 'shippingAddress.city':
      return t('checkout.missingCity');
    case 'shippingAddress.postalCode':
      return t('checkout.missingPostalCode');
    case 'shippingAddress.country':
      return t('checkout.missingCountry');
    case 'shippingAddress.line2':
      return t('checkout.tooLong');
  }
}
