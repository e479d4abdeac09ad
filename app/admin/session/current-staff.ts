import { redirect } from 'next/navigation';
import { cache } from 'react';
import { getServerTrpc } from '../../lib/api/server-trpc.ts';
import { signInHref } from './sign-in-href.ts';

/** The member of staff whose request is being answered; null when nobody is signed in. */
export const getCurrentStaff = cache(async () => {
  const { trpc } = await getServerTrpc();
  return (await trpc.accounts.me()).staff;
});

type SearchParams = Record<string, string | string[] | undefined>;

/**
 * Lets only staff see a page; others go to sign in and come back.
 *
 * @param path of the page
 * @param searchParams of the page, so that they come back to what they wanted to see
 */
export async function requireStaff(path: string, searchParams: SearchParams = {}) {
  const staff = await getCurrentStaff();
  if (staff) return staff;
  const query = new URLSearchParams(
    Object.entries(searchParams).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one) => [name, one]),
    ),
  );
  redirect(signInHref(query.size > 0 ? `${path}?${query}` : path));
}
