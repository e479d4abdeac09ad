'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import type { UseFormReturn } from 'react-hook-form';
import { keepDraft, readDraft } from '#app/checkout/checkout-attempt.ts';
import { fieldNames } from '#app/checkout/checkout-fields.ts';
import { checkoutFormSchema, formFromDraft } from '#app/checkout/checkout-form-schema.ts';
import type { CheckoutForm } from '#app/checkout/checkout-form-schema.ts';

export type CheckoutFormApi = UseFormReturn<CheckoutForm>;

/** The checkout's form: checked by the server's schema, and never losing what was typed. */
export function useCheckoutForm(): CheckoutFormApi {
  // No default values: a field then keeps what was typed or filled in before this code ran.
  const form = useForm<CheckoutForm>({
    resolver: zodResolver(checkoutFormSchema),
    mode: 'onTouched',
    shouldFocusError: false,
  });

  useEffect(() => {
    const draft = formFromDraft(readDraft());
    for (const name of fieldNames) {
      const kept = name === 'email' ? draft.email : draft.shippingAddress[addressKey(name)];
      if (kept && !form.getValues(name)) form.setValue(name, kept);
    }
    return form.subscribe({
      formState: { values: true },
      callback: ({ values }) => keepDraft(values),
    });
  }, [form]);

  return form;
}

const addressKey = (name: string) =>
  name.slice('shippingAddress.'.length) as keyof CheckoutForm['shippingAddress'];
