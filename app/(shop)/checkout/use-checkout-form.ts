'use client';

import { useEffect } from 'react';
import { get, useForm } from 'react-hook-form';
import type { Resolver, UseFormReturn } from 'react-hook-form';
import { readDraft, saveDraft } from './checkout-storage.ts';
import { fieldNames } from './checkout-fields.ts';
import type { CheckoutForm } from './checkout-form-schema.ts';

export type CheckoutFormApi = UseFormReturn<CheckoutForm>;

/** The form's checks, fetched once. */
async function loadSchema() {
  return await import('./checkout-form-schema.ts').catch(() => null);
}

/** Where the checks cannot be fetched the server, which makes the same ones, has the word. */
const lazyResolver: Resolver<CheckoutForm> = async (values, context, options) => {
  const checks = await loadSchema();
  return checks ? checks.checkoutResolver(values, context, options) : { values, errors: {} };
};

/** The checkout's form: checked by the server's schema, and never losing what was typed. */
export function useCheckoutForm(): CheckoutFormApi {
  // No default values: a field then keeps what was typed or filled in before this code ran.
  const form = useForm<CheckoutForm>({
    resolver: lazyResolver,
    mode: 'onTouched',
    shouldFocusError: false,
  });

  useEffect(() => {
    const draft = readDraft();
    for (const name of fieldNames) {
      const kept: unknown = get(draft, name);
      if (typeof kept === 'string' && kept && !form.getValues(name)) form.setValue(name, kept);
    }
    return form.subscribe({
      formState: { values: true },
      callback({ values }) {
        saveDraft(values);
        // Ahead of the first use of the checks, and not with the page, which would wait for them.
        void loadSchema();
      },
    });
  }, [form]);

  return form;
}
