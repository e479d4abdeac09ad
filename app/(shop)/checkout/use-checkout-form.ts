'use client';

import { useEffect } from 'react';
import { get, useForm } from 'react-hook-form';
import type { Resolver, UseFormReturn } from 'react-hook-form';
import { readDraft, saveDraft } from './checkout-storage.ts';
import type { AddressField, ShippingAddress } from '#server/shared/address-schema.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { CheckoutForm } from './checkout-form-schema.ts';
import { addressFieldLabel, type AddressFormView } from './use-address-form.ts';
import type { Translate } from '../../lib/texts/translate.ts';

export type CheckoutFormApi = UseFormReturn<CheckoutForm>;

/** Lazy-loaded, so that the page does not wait for zod. */
async function loadSchema() {
  return await import('./checkout-form-schema.ts').catch(() => null);
}

/** The checkout form with lazy validation and a saved draft. */
export function useCheckoutForm(): CheckoutFormApi {
  const { language } = useI18n();
  const utils = trpc.useUtils();

  /** Without the schema or the country's form, the server validates with the same ones. */
  const resolver: Resolver<CheckoutForm> = async (values, context, options) => {
    const { country } = values.shippingAddress;
    const [schema, addressForm] = await Promise.all([
      loadSchema(),
      country && utils.orders.addressForm.ensureData({ country, language }).catch(() => undefined),
    ]);
    if (!schema) return { values, errors: {} };
    return schema.createCheckoutResolver(addressForm || undefined)(values, context, options);
  };

  // No default values, so that values typed or autofilled before hydration stay.
  const form = useForm<CheckoutForm>({
    resolver,
    mode: 'onTouched',
    shouldFocusError: false,
  });

  useEffect(() => {
    const draft = readDraft();
    for (const name of fieldNames) {
      const saved: unknown = get(draft, name);
      const value = form.getValues(name) || (typeof saved === 'string' && saved);
      // Also a value from before hydration, of which nobody was notified.
      if (value) form.setValue(name, value);
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
export type FieldName = 'email' | `shippingAddress.${keyof ShippingAddress}`;

export const fieldNames: readonly FieldName[] = [
  'email',
  'shippingAddress.country',
  'shippingAddress.name',
  'shippingAddress.phone',
  'shippingAddress.line1',
  'shippingAddress.line2',
  'shippingAddress.district',
  'shippingAddress.city',
  'shippingAddress.region',
  'shippingAddress.postalCode',
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
  addressForm: AddressFormView,
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
    case 'shippingAddress.phone':
      return t(value.trim() === '' ? 'checkout.missingPhone' : 'checkout.invalidPhone');
    case 'shippingAddress.line1':
      return t('checkout.missingLine1');
    case 'shippingAddress.country':
      return t('checkout.missingCountry');
    default: {
      const field = name.replace('shippingAddress.', '') as AddressField;
      const label = addressFieldLabel(t, addressForm, field);
      const { example } = addressForm.postalCode ?? {};
      return field === 'postalCode' && value.trim() !== '' && example
        ? t('checkout.invalidPostalCode', { label, example })
        : t('checkout.missingField', { label });
    }
  }
}
