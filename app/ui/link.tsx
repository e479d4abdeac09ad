import NextLink from 'next/link';

/**
 * A link to another page of ours. It fetches nothing ahead: our pages are made for each request, so of a
 * page that nobody asked for yet Next gets the names of its segments alone, by two requests for every
 * link that comes into view. A list of fifty rows would send a hundred of them.
 *
 * @param props as next/link takes them
 */
export function Link(props: Omit<React.ComponentProps<typeof NextLink>, 'prefetch'>) {
  return <NextLink {...props} prefetch={false} />;
}
