import { clsx } from 'clsx';

/**
 * A table that scrolls sideways inside its frame on a narrow screen.
 *
 * @param props.label its accessible name; the frame can be focused to scroll it by keyboard
 */
export function Table({
  label,
  className,
  ...rest
}: { label: string } & React.ComponentProps<'table'>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area needs the focus
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table {...rest} className={clsx('w-full border-collapse text-left', className)} />
    </section>
  );
}

export function Th({ className, ...rest }: React.ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        'border-b border-line px-3 py-2 text-sm font-medium whitespace-nowrap text-ink-soft',
        className,
      )}
    />
  );
}

export function Td({ className, ...rest }: React.ComponentProps<'td'>) {
  return <td {...rest} className={clsx('border-b border-line px-3 py-3 align-top', className)} />;
}
