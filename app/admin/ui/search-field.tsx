'use client';

import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

/**
 * The words to look for, in a FilterForm.
 *
 * @param props.name in the address
 * @param props.hint what can be looked for
 * @param props.maxLength as the server takes it
 */
export function SearchField({
  name = 'search',
  label,
  hint,
  value,
  maxLength = 100,
  className,
}: {
  name?: string;
  label: string;
  hint: string;
  value: string | undefined;
  maxLength?: number;
  className: string;
}) {
  return (
    <Field id={name} label={label} className={className}>
      {(control) => (
        <Input
          {...control}
          type="search"
          name={name}
          defaultValue={value}
          maxLength={maxLength}
          placeholder={hint}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
