import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { SearchParams } from '../../lib/lists/define-list.ts';
import { getServerTrpc } from '../../lib/api/server-trpc.ts';
import { signInHref } from './sign-in-href.ts';

const ACCOUNT_PAGE = '/admin/account';

/** The signed-in member of staff; null when nobody is signed in. */
export const getCurrentStaff = cache(async () => {
  const { trpc } = await getServerTrpc();
  return (await trpc.accounts.me()).staff;
});

/**
 * Sends visitors who are not signed in to the sign-in page, and administrators who need a second factor
 * to the page where they set it up.
 *
 * @param page the page, or the list that it shows
 * @param searchParams of the page, to come back to the same view
 */
export async function requireStaff(page: { path: string }, searchParams: SearchParams = {}) {
  const staff = await getCurrentStaff();
  if (staff) {
    if (staff.needsSecondFactor && page.path !== ACCOUNT_PAGE) redirect(ACCOUNT_PAGE);
    return staff;
  }
  const query = new URLSearchParams(
    Object.entries(searchParams).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one) => [name, one]),
    ),
  );
  redirect(signInHref(query.size > 0 ? `${page.path}?${query}` : page.path));
}
