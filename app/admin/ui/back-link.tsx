'use client';

import { ArrowLeft } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { Link } from '../../ui/link.tsx';
import { useClientValue } from '../../lib/use-client-value.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { readLastQuery, writeLastQuery } from './last-list-query.ts';

/** Remembers the filters and the page of each list, for the way back to it. */
export function RememberListQuery() {
  const path = usePathname();
  const query = useSearchParams().toString();
  useEffect(() => writeLastQuery(path, query), [path, query]);
  return null;
}

/**
 * A link from a row's page to its list, with the filters and the page that were shown last.
 *
 * @param props.children the name of the list without filters
 */
export function BackLink(props: { href: string; children: React.ReactNode }) {
  const { t } = useI18n();
  const query = useClientValue(() => readLastQuery(props.href), '');
  return (
    <p>
      <Link
        href={query ? `${props.href}?${query}` : props.href}
        className="inline-flex min-h-9 items-center gap-1.5 rounded-sm text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {query ? t('admin.backToList') : props.children}
      </Link>
    </p>
  );
}
