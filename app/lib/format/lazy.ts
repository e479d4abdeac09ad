/**
 * Makes a thing when it is first asked for, and once. Browsers take tens of milliseconds over the
 * formatters of a locale, and a page uses few of them.
 */
export function lazy<Thing extends object>(make: () => Thing): () => Thing {
  let made: Thing | undefined;
  return () => (made ??= make());
}
