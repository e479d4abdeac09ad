'use client';

import { X } from 'lucide-react';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/**
 * A filter that a link has set and that no field could show, with the way to be rid of it.
 *
 * @param props.children the hidden field by which the form keeps it
 */
export function FilterChip(props: {
  name: string;
  value: string;
  clearHref: string;
  children: React.ReactNode;
}) {
  const { t } = useI18n();
  const { name, value } = props;
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium">{name}</span>
      {props.children}
      <Link
        href={props.clearHref}
        scroll={false}
        aria-label={t('admin.removeFilter', { name, value })}
        className="inline-flex min-h-11 items-center gap-2 rounded-control border border-line-strong bg-accent-soft px-3 font-medium text-accent-ink"
      >
        <span className="min-w-0 break-all">{value}</span>
        <X aria-hidden className="size-4 shrink-0" />
      </Link>
    </div>
  );
}
