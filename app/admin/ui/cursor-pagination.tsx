'use client';

import { ArrowRight, ChevronsLeft } from 'lucide-react';
import { LinkProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/**
 * The way through a list whose pages have no numbers, since it grows while one looks at it.
 *
 * @param props.first the address of the first page, unless this is it
 * @param props.next the address of the next page, if there is one
 */
export function CursorPagination(props: { first: string | null; next: string | null }) {
  const { t } = useI18n();
  if (props.first === null && props.next === null) return null;
  return (
    <nav aria-label={t('admin.pages')} className="flex flex-wrap justify-between gap-3">
      {props.first !== null && (
        <Link href={props.first} className={buttonClass()}>
          <LinkProgressBar />
          <ChevronsLeft aria-hidden className="size-5" />
          {t('admin.firstPage')}
        </Link>
      )}
      {props.next !== null && (
        <Link href={props.next} className={`${buttonClass()} ml-auto`}>
          <LinkProgressBar />
          {t('admin.nextPage')}
          <ArrowRight aria-hidden className="size-5" />
        </Link>
      )}
    </nav>
  );
}
