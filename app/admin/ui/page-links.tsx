'use client';

import { ArrowRight, ChevronsLeft } from 'lucide-react';
import { LinkPending } from '../../ui/link-pending.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { useTexts } from '../../lib/texts/texts-provider.tsx';

/**
 * The way through a list whose pages have no numbers, since it grows while one looks at it.
 *
 * @param props.first the address of the first page, unless this is it
 * @param props.next the address of the next page, if there is one
 */
export function PageLinks(props: { first: string | null; next: string | null }) {
  const { t } = useTexts();
  if (props.first === null && props.next === null) return null;
  return (
    <nav aria-label={t('admin.pages')} className="flex flex-wrap justify-between gap-3">
      {props.first !== null && (
        <Link href={props.first} className={buttonClass()}>
          <LinkPending />
          <ChevronsLeft aria-hidden className="size-5" />
          {t('admin.firstPage')}
        </Link>
      )}
      {props.next !== null && (
        <Link href={props.next} className={`${buttonClass()} ml-auto`}>
          <LinkPending />
          {t('admin.nextPage')}
          <ArrowRight aria-hidden className="size-5" />
        </Link>
      )}
    </nav>
  );
}
