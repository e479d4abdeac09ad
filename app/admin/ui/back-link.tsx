'use client';

import { ArrowLeft } from 'lucide-react';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { useLastListQuery } from './last-list-query.tsx';

/**
 * The way from one row back to its list, as it was looked at before.
 *
 * @param props.href the list, all of it
 * @param props.children what all of it is called
 */
export function BackLink(props: { href: string; children: React.ReactNode }) {
  const { t } = useI18n();
  const query = useLastListQuery(props.href);
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
