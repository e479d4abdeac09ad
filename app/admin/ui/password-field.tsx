import { PASSWORD_CHARS_MAX } from '#server/shared/limits.ts';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

/** A password with its label. */
export function PasswordField({
  id,
  label,
  hint,
  error,
  ...rest
}: {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
} & React.ComponentProps<'input'>) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(control) => <Input {...control} maxLength={PASSWORD_CHARS_MAX} {...rest} type="password" />}
    </Field>
  );
}
