'use client';

import { ChevronLeft } from 'lucide-react';
import { lastCatalogueHref } from '../../catalogue-query.ts';
import { Link } from '#app/ui/link.tsx';
import { useClientValue } from '#app/lib/use-client-value.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** The way back to the products, as they were searched and sorted before. */
export function BackToCatalogue() {
  const { t } = useI18n();
  const href = useClientValue(lastCatalogueHref, '/');
  return (
    <Link
      href={href}
      className="mb-4 inline-flex min-h-11 items-center gap-1 text-ink-soft underline-offset-4 hover:underline"
    >
      <ChevronLeft aria-hidden className="size-4" />
      {t('product.backToShop')}
    </Link>
  );
}
