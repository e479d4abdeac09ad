import type { Translate } from '../../lib/texts/translate.ts';

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
