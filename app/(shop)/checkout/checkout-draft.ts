import type { CheckoutForm } from './checkout-form-schema.ts';

const emptyForm: CheckoutForm = {
  email: '',
  shippingAddress: { name: '', line1: '', line2: '', city: '', postalCode: '', country: '' },
};

/** Fills a form with what an earlier visit left, as far as it still fits. */
export function formFromDraft(draft: unknown): CheckoutForm {
  if (typeof draft !== 'object' || draft === null) return emptyForm;
  const { email, shippingAddress } = draft as Record<string, unknown>;
  const typed = (shippingAddress ?? {}) as Record<string, unknown>;
  const address = Object.fromEntries(
    Object.entries(emptyForm.shippingAddress).map(([key, empty]) => {
      const value = typed[key];
      return [key, typeof value === 'string' ? value : empty];
    }),
  ) as CheckoutForm['shippingAddress'];
  return { email: typeof email === 'string' ? email : '', shippingAddress: address };
}
