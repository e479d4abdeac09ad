import NextLink from 'next/link';

/**
 * A link without prefetching: for pages rendered per request, Next prefetches only segment names, with
 * two requests for each link in view.
 *
 * @param props as of next/link
 */
export function Link(props: Omit<React.ComponentProps<typeof NextLink>, 'prefetch'>) {
  return <NextLink {...props} prefetch={false} />;
}
