import { clsx } from 'clsx';

/** The main element of a page. */
export function Page({ className, ...rest }: React.ComponentProps<'main'>) {
  return (
    <main
      id="content"
      tabIndex={-1}
      {...rest}
      className={clsx(
        'mx-auto w-full max-w-(--page-width) flex-1 px-4 py-6 sm:px-6 sm:py-10',
        className,
      )}
    />
  );
}

/** The heading of a page. */
export function PageTitle({ className, ...rest }: React.ComponentProps<'h1'>) {
  return (
    // oxlint-disable-next-line jsx-a11y/heading-has-content -- its content comes with the props
    <h1 {...rest} className={clsx('text-3xl font-semibold sm:text-4xl', className)} />
  );
}
