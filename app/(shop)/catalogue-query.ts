/** Orders in which the catalogue can be shown; the first is the usual one. */
export const catalogueSorts = ['name', 'price', 'price-desc', 'newest'] as const;

export type CatalogueQuery = {
  search?: string | undefined;
  category?: string | undefined;
  sort: (typeof catalogueSorts)[number];
  page: number;
};

/** Reads what to show from the address; whatever makes no sense there counts as not said. */
export function parseCatalogueQuery(
  parameters: Record<string, string | string[] | undefined>,
): CatalogueQuery {
  const page = Number(firstValue(parameters['page']));
  return {
    search: sanitizeText(parameters['search']),
    category: sanitizeText(parameters['category']),
    sort: catalogueSorts.find((sort) => sort === firstValue(parameters['sort'])) ?? 'name',
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The address of a view of the catalogue, as short as it can be. */
export function catalogueHref(query: CatalogueQuery): string {
  const parameters = new URLSearchParams();
  if (query.search) parameters.set('search', query.search);
  if (query.category) parameters.set('category', query.category);
  if (query.sort !== 'name') parameters.set('sort', query.sort);
  if (query.page > 1) parameters.set('page', String(query.page));
  return parameters.size > 0 ? `/?${parameters}` : '/';
}

/** A short text without control characters, none of which can be in the name of a product. */
function sanitizeText(value: string | string[] | undefined): string | undefined {
  const text = firstValue(value)?.replaceAll(/\p{Cc}/gu, ' ');
  return text?.trim().slice(0, 100) || undefined;
}

const firstValue = (value: string | string[] | undefined) =>
  Array.isArray(value) ? value[0] : value;

/** The view of the catalogue that this browser page showed last. */
let last = '/';

export function rememberCatalogueHref(href: string): void {
  last = href;
}

export function lastCatalogueHref(): string {
  return last;
}
