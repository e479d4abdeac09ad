import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';

/** Attributes for the input inside a `Field`. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/**
 * A label, its input, hint and error.
 *
 * @param props.id the input's id
 * @param props.children given the attributes that link the input to label, hint and error
 */
export function Field(props: {
  id: string;
  label: React.ReactNode;
  hint?: React.ReactNode;
  error?: string | undefined;
  className?: string;
  labelHidden?: boolean;
  children: (control: FieldControl) => React.ReactNode;
}) {
  const { id, label, hint, error } = props;
  const described = clsx(hint !== undefined && `${id}-hint`, error && `${id}-error`);
  return (
    <div className={clsx('flex flex-col gap-1.5', props.className)}>
      <label htmlFor={id} className={clsx('font-medium', props.labelHidden && 'sr-only')}>
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {props.children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-sm text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </div>
  );
}
