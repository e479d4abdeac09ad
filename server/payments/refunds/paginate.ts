import type { Page } from '../../platform/payment-service.ts';

/** Pages of one list that are read, at the most; a longer list has a mistake in its bounds. */
const PAGES_MAX = 10_000;

/**
 * Goes through a list of the payment service, page by page.
 * @throws PaymentServiceError when a page cannot be had, and an error when the list does not end
 */
export async function* paginate<T>(
  list: (cursor: string | null) => Promise<Page<T>>,
): AsyncGenerator<T[], void> {
  let cursor: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page: Page<T> = await list(cursor);
    yield page.items;
    cursor = page.next;
    if (cursor === null) return;
  }
  throw new Error(`the list has more than ${PAGES_MAX} pages; choose a shorter period`);
}

/** The first that is wanted, in as many pages as it takes; null when there is none. */
export async function findInPages<T>(
  list: (cursor: string | null) => Promise<Page<T>>,
  isWanted: (item: T) => boolean,
): Promise<T | null> {
  for await (const items of paginate(list)) {
    const wanted = items.find(isWanted);
    if (wanted !== undefined) return wanted;
  }
  return null;
}
