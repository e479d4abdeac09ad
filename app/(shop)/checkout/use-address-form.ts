import { useWatch, type UseFormReturn } from 'react-hook-form';
import type { AddressField, AddressForm } from '#server/shared/address-schema.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { Translate } from '../../lib/texts/translate.ts';
import type { CheckoutForm } from './checkout-form-schema.ts';

/** What the checkout needs of a country's addresses. */
export type AddressFormView = Pick<AddressForm, 'rows' | 'required' | 'regions' | 'kinds'> &
  Partial<Pick<AddressForm, 'country' | 'phoneRequired' | 'postalCode'>>;

/** Before a country is chosen. */
const ANY_COUNTRY: AddressFormView = {
  rows: [['line1'], ['line2'], ['postalCode', 'city']],
  required: ['line1'],
  regions: [],
  kinds: { region: 'region', postalCode: 'postal', city: 'city', district: 'district' },
};

/** How addresses of the chosen country are written; the previous country's until it has loaded. */
export function useAddressForm({ control }: UseFormReturn<CheckoutForm>): AddressFormView {
  const { language } = useI18n();
  const country = useWatch({ control, name: 'shippingAddress.country' });
  const { data } = trpc.orders.addressForm.useQuery(
    { country, language },
    { enabled: Boolean(country), staleTime: Infinity, placeholderData: (previous) => previous },
  );
  return (country && data) || ANY_COUNTRY;
}

/** What the country calls a field. */
export function addressFieldLabel(
  t: Translate,
  { rows, kinds }: AddressFormView,
  field: AddressField,
): string {
  switch (field) {
    case 'line1':
      // Where no field asks for the city, it is part of the street's line.
      return t(rows.flat().includes('city') ? 'checkout.line1' : 'checkout.addressLine');
    case 'line2':
      return t('checkout.line2');
    case 'district':
      return t(`checkout.districtKind.${kinds.district}`);
    case 'city':
      return t(`checkout.cityKind.${kinds.city}`);
    case 'region':
      return t(`checkout.regionKind.${kinds.region}`);
    case 'postalCode':
      return t(`checkout.postalCodeKind.${kinds.postalCode}`);
  }
}
