import { defineList, int, oneOf, text } from '../lib/lists/define-list.ts';
import type { ListQuery } from '../lib/lists/define-list.ts';

/** Sort orders; the first is the default. */
export const catalogueSorts = ['name', 'price', 'price-desc', 'newest'] as const;

export const catalogue = defineList({
  path: '/',
  params: {
    search: text(100),
    category: text(100),
    sort: oneOf(catalogueSorts, { default: 'name', filter: false }),
    page: int(1, 10_000, 1),
  },
});

export type CatalogueQuery = ListQuery<typeof catalogue>;

/** The catalogue view shown last in this tab; read and written by the browser only. */
let lastHref = '/';

export function rememberCatalogueHref(href: string): void {
  lastHref = href;
}

export function lastCatalogueHref(): string {
  return lastHref;
}
