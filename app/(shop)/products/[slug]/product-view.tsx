'use client';

import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { PageTitle } from '#app/ui/page-layout.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { langAttribute } from '#app/lib/texts/product-language.ts';
import { Notice } from '#app/ui/notice.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { AddToCart } from './add-to-cart.tsx';
import { Availability } from './availability.tsx';
import { Gallery } from './gallery.tsx';
import { VariantPicker } from './variant-picker.tsx';
import { selectInitialVariant } from './variants.ts';
import { Anchor, ChevronLeft } from 'lucide-react';
import { lastCatalogueHref } from '../../catalogue-query.ts';
import { Link } from '#app/ui/link.tsx';
import { useClientValue } from '#app/lib/use-client-value.ts';

type Product = RouterOutputs['catalog']['product'];

const POLL_INTERVAL_MS = 10_000;

/** The product page: pictures, variants, stock and the cart button. */
export function ProductView(props: { product: Product }) {
  const { t, format, language } = useI18n();
  const { data: product, isRefetchError } = trpc.catalog.product.useQuery(
    { slug: props.product.slug, language },
    { initialData: props.product, refetchInterval: POLL_INTERVAL_MS },
  );
  const requestedSkuId = useSearchParams().get('sku') ?? undefined;
  const [chosenSkuId, setChosenSkuId] = useState<string>();
  const [picture, setPicture] = useState<string>();
  const sku = selectInitialVariant(product.skus, chosenSkuId ?? requestedSkuId);

  /** Kept in the address for reloads and shared links. */
  function choose({ skuId }: Product['skus'][number]) {
    setChosenSkuId(skuId);
    // Show the new variant's picture.
    setPicture(undefined);
    window.history.replaceState(null, '', `?${new URLSearchParams({ sku: skuId })}`);
  }

  return (
    <article className="grid gap-8 md:grid-cols-2 lg:gap-14">
      <Gallery images={product.images} shown={picture ?? sku?.image} onShow={setPicture} />
      <div className="flex flex-col gap-6">
        <header>
          <p className="mb-1 text-ink-soft" lang={langAttribute(product, 'category')}>
            {product.category}
          </p>
          <PageTitle lang={langAttribute(product, 'name')}>{product.name}</PageTitle>
          {sku && (
            <p className="mt-3 text-2xl font-medium tabular-nums">
              {format.money(sku.priceCents, product.currency)}
            </p>
          )}
        </header>
        {sku && (
          <>
            <VariantPicker
              variants={product.skus}
              current={sku}
              texts={product.optionTranslations}
              onChoose={choose}
            />
            <Availability sku={sku} now={product.now} />
            {sku.purchaseLimit !== null && (
              <p className="text-ink-soft">
                {t('product.purchaseLimit', { count: sku.purchaseLimit })}
              </p>
            )}
            <div role="status" className="empty:-mt-6">
              {isRefetchError && (
                <Notice>
                  <p>{t('cart.stale')}</p>
                </Notice>
              )}
            </div>
            {/* The key resets the quantity for another variant. */}
            <AddToCart key={sku.skuId} product={product} sku={sku} />
          </>
        )}
        <StockLockNotice />
        <section aria-labelledby="about">
          <h2 id="about" className="mb-2 text-lg font-semibold">
            {t('product.about')}
          </h2>
          <p
            className="text-pretty whitespace-pre-line text-ink-soft"
            lang={langAttribute(product, 'description')}
          >
            {product.description}
          </p>
          {sku && (
            <p className="mt-3 text-sm text-ink-soft">
              {t('product.itemNumber')} {sku.code}
            </p>
          )}
        </section>
      </div>
    </article>
  );
}

function StockLockNotice() {
  const { t } = useI18n();
  return (
    <aside className="flex gap-3 rounded-card bg-accent-soft p-4 text-accent-ink">
      <Anchor aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div>
        <p className="font-semibold">{t('product.reservationTitle')}</p>
        <p className="mt-1 text-pretty">{t('product.reservationText')}</p>
      </div>
    </aside>
  );
}

/** Link back to the catalogue with its last search and sort order. */
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
