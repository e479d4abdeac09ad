/** Lazy, memoised. A browser's Intl formatters take tens of ms to create, and a page uses few. */
export function lazy<Thing extends object>(make: () => Thing): () => Thing {
  let made: Thing | undefined;
  return () => (made ??= make());
}
