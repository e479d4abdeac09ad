/** The view of the catalogue that this browser page showed last. */
let last = '/';

export function rememberCatalogueHref(href: string): void {
  last = href;
}

export function lastCatalogueHref(): string {
  return last;
}
