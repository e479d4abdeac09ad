'use client';

import { useEffect } from 'react';
import { get, useForm } from 'react-hook-form';
import type { Resolver, UseFormReturn } from 'react-hook-form';
import { readDraft, saveDraft } from './checkout-storage.ts';
import { fieldNames } from './checkout-fields.ts';
import type { CheckoutForm } from './checkout-form-schema.ts';

export type CheckoutFormApi = UseFormReturn<CheckoutForm>;

/** Lazy-loaded, since zod would double the page's script. */
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
