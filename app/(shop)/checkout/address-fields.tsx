'use client';

import type { HTMLInputAutoCompleteAttribute } from 'react';
import { useFormState } from 'react-hook-form';
import { fieldId, fieldMessage } from './use-checkout-form.ts';
import type { FieldName, CheckoutFormApi } from './use-checkout-form.ts';
import type { Country } from '../../lib/format/countries.ts';
import { Field } from '../../ui/field.tsx';
import type { FieldControl } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

interface Props {
  form: CheckoutFormApi;
}

/** Contact and delivery address. */
export function AddressFields({ form, countries }: Props & { countries: Country[] }) {
  const { t } = useI18n();
  return (
    <>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-4 text-xl font-semibold">{t('checkout.contact')}</legend>
        <TextField
          form={form}
          name="email"
          label={t('checkout.email')}
          hint={t('checkout.emailHint')}
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={254}
        />
      </fieldset>
      <fieldset className="grid gap-4 sm:grid-cols-6">
        <legend className="mb-4 text-xl font-semibold">{t('checkout.address')}</legend>
        <TextField
          form={form}
          name="shippingAddress.name"
          label={t('checkout.name')}
          autoComplete="shipping name"
          maxLength={100}
          className="sm:col-span-6"
        />
        <TextField
          form={form}
          name="shippingAddress.line1"
          label={t('checkout.line1')}
          autoComplete="shipping address-line1"
          maxLength={200}
          className="sm:col-span-6"
        />
        <TextField
          form={form}
          name="shippingAddress.line2"
          label={t('checkout.line2')}
          optional
          autoComplete="shipping address-line2"
          maxLength={200}
          className="sm:col-span-6"
        />
        <TextField
          form={form}
          name="shippingAddress.postalCode"
          label={t('checkout.postalCode')}
          autoComplete="shipping postal-code"
          maxLength={20}
          className="sm:col-span-2"
        />
        <TextField
          form={form}
          name="shippingAddress.city"
          label={t('checkout.city')}
          autoComplete="shipping address-level2"
          maxLength={100}
          className="sm:col-span-4"
        />
        <CheckoutField
          form={form}
          name="shippingAddress.country"
          label={t('checkout.country')}
          className="sm:col-span-6"
        >
          {(control) => (
            <Select
              {...control}
              {...form.register('shippingAddress.country')}
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
      </fieldset>
    </>
  );
}

function TextField(
  props: Props & {
    name: FieldName;
    label: string;
    hint?: string;
    optional?: boolean;
    type?: 'text' | 'email';
    inputMode?: 'email';
    autoComplete: HTMLInputAutoCompleteAttribute;
    maxLength: number;
    className?: string;
  },
) {
  const { form, name, label, hint, optional = false, className, ...input } = props;
  return (
    <CheckoutField
      form={form}
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
  const { form, name, label, optional, ...field } = props;
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
      error={error && fieldMessage(t, name, form.getValues(name) ?? '', error.type)}
    />
  );
}
