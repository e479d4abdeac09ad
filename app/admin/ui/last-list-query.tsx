'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { useClientValue } from '../../lib/use-client-value.ts';
import { navItems } from '../frame/nav-items.ts';

const keyOf = (path: string) => `holdfast list ${path}`;

/** Remembers, in this tab, which view of each list was looked at last: its filters and its page. */
export function RememberListQuery() {
  const path = usePathname();
  const query = useSearchParams().toString();
  useEffect(() => {
    if (navItems.some(({ href }) => href === path)) sessionStorage.setItem(keyOf(path), query);
  }, [path, query]);
  return null;
}

/** The view of a list that was looked at last; empty for all of it. */
export function useLastListQuery(path: string): string {
  return useClientValue(() => sessionStorage.getItem(keyOf(path)) ?? '', '');
}
