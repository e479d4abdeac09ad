'use client';

import type { HTMLInputAutoCompleteAttribute } from 'react';
import { useFormState } from 'react-hook-form';
import { fieldId, fieldMessage } from './use-checkout-form.ts';
import type { FieldName, CheckoutFormApi } from './use-checkout-form.ts';
import type { AddressField } from '#server/shared/address-schema.ts';
import { addressFieldLabel, type AddressFormView } from './use-address-form.ts';
import type { Country } from '../../lib/format/countries.ts';
import { Field } from '../../ui/field.tsx';
import type { FieldControl } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

interface Props {
  form: CheckoutFormApi;
  addressForm: AddressFormView;
}

/** Contact and delivery address, with the fields of the chosen country in its order. */
export function AddressFields(props: Props & { countries: Country[] }) {
  const { form, addressForm, countries } = props;
  const { t } = useI18n();
  return (
    <>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-4 text-xl font-semibold">{t('checkout.contact')}</legend>
        <TextField
          {...props}
          name="email"
          label={t('checkout.email')}
          hint={t('checkout.emailHint')}
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={254}
        />
      </fieldset>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-4 text-xl font-semibold">{t('checkout.address')}</legend>
        <CheckoutField {...props} name="shippingAddress.country" label={t('checkout.country')}>
          {(control) => (
            <Select
              {...control}
              {...form.register('shippingAddress.country', {
                // The regions of one country are none of another.
                onChange: () => form.setValue('shippingAddress.region', ''),
              })}
              required
              autoComplete="shipping country"
            >
              <option value="">{t('checkout.chooseCountry')}</option>
              {countries.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </CheckoutField>
        <TextField
          {...props}
          name="shippingAddress.name"
          label={t('checkout.name')}
          autoComplete="shipping name"
          maxLength={100}
        />
        <TextField
          {...props}
          name="shippingAddress.phone"
          label={t('checkout.phone')}
          hint={t('checkout.phoneHint')}
          optional={!addressForm.phoneRequired}
          type="tel"
          inputMode="tel"
          autoComplete="shipping tel"
          maxLength={40}
        />
        {addressForm.rows.map((row) => (
          <div key={row.join()} className="flex flex-wrap gap-4">
            {row.map((field) => (
              <CountryField key={field} {...props} field={field} />
            ))}
          </div>
        ))}
      </fieldset>
    </>
  );
}

const AUTO_COMPLETE: Record<AddressField, HTMLInputAutoCompleteAttribute> = {
  line1: 'shipping address-line1',
  line2: 'shipping address-line2',
  district: 'shipping address-level3',
  city: 'shipping address-level2',
  region: 'shipping address-level1',
  postalCode: 'shipping postal-code',
};

/** A field as the chosen country has it. */
function CountryField(props: Props & { field: AddressField }) {
  const { form, addressForm, field } = props;
  const { t } = useI18n();
  const shared = {
    form,
    addressForm,
    name: `shippingAddress.${field}` as const,
    label: addressFieldLabel(t, addressForm, field),
    optional: !addressForm.required.includes(field),
    className: 'min-w-40 flex-1',
  };
  if (field !== 'region' || addressForm.regions.length === 0) {
    return (
      <TextField
        {...shared}
        autoComplete={AUTO_COMPLETE[field]}
        maxLength={field === 'postalCode' ? 20 : field.startsWith('line') ? 200 : 100}
      />
    );
  }
  return (
    <CheckoutField {...shared}>
      {(control) => (
        <Select
          // Registered again, so that a saved value is chosen among the new options.
          key={addressForm.country}
          {...control}
          {...form.register(shared.name)}
          required={!shared.optional}
          autoComplete={AUTO_COMPLETE.region}
        >
          <option value="">{t('checkout.choose')}</option>
          {addressForm.regions.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </CheckoutField>
  );
}

function TextField(
  props: Props & {
    name: FieldName;
    label: string;
    hint?: string;
    optional?: boolean;
    type?: 'text' | 'email' | 'tel';
    inputMode?: 'email' | 'tel';
    autoComplete: HTMLInputAutoCompleteAttribute;
    maxLength: number;
    className?: string;
  },
) {
  const { form, addressForm, name, label, hint, optional = false, className, ...input } = props;
  return (
    <CheckoutField
      form={form}
      addressForm={addressForm}
      name={name}
      label={label}
      hint={hint}
      optional={optional}
      className={className}
    >
      {(control) => <Input {...control} {...input} {...form.register(name)} required={!optional} />}
    </CheckoutField>
  );
}

function CheckoutField(
  props: Props & {
    name: FieldName;
    label: string;
    hint?: string | undefined;
    optional?: boolean;
    className?: string | undefined;
    children: (control: FieldControl) => React.ReactNode;
  },
) {
  const { form, addressForm, name, label, optional, ...field } = props;
  const { t } = useI18n();
  const formState = useFormState({ control: form.control, name });
  const { error } = form.getFieldState(name, formState);
  return (
    <Field
      {...field}
      id={fieldId(name)}
      label={
        optional ? (
          <>
            {label} <span className="font-normal text-ink-soft">{t('ui.optional')}</span>
          </>
        ) : (
          label
        )
      }
      error={error && fieldMessage(t, addressForm, name, form.getValues(name) ?? '', error.type)}
    />
  );
}
