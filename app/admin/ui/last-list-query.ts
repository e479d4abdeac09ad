const keyFor = (path: string) => `holdfast list ${path}`;

/** The search parameters with which a page was shown last in this tab; empty without any. */
export function readLastQuery(path: string): string {
  try {
    return sessionStorage.getItem(keyFor(path)) ?? '';
  } catch {
    // Browsers can forbid storage.
    return '';
  }
}

export function writeLastQuery(path: string, query: string): void {
  try {
    if (query) sessionStorage.setItem(keyFor(path), query);
    else sessionStorage.removeItem(keyFor(path));
  } catch {
    // Without storage, links lead back to the list without filters.
  }
}
