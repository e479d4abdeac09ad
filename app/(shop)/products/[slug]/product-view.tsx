'use client';

import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { PageTitle } from '#app/ui/page-frame.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { langOf } from '#app/lib/texts/goods-language.ts';
import { Notice } from '#app/ui/notice.tsx';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { AddToCart } from './add-to-cart.tsx';
import { Availability } from './availability.tsx';
import { Gallery } from './gallery.tsx';
import { HoldNote } from './hold-note.tsx';
import { VariantChoice } from './variant-choice.tsx';
import { firstVariant } from './variants.ts';

type Product = RouterOutputs['catalog']['product'];

/** How often the stock on a product page is asked for while somebody looks at it. */
const checkEveryMs = 10_000;

/** A product with its choices, its stock as it changes, and the way into the cart. */
export function ProductView(props: { product: Product }) {
  const { t, format, language } = useTexts();
  const { data: product, isRefetchError } = trpc.catalog.product.useQuery(
    { slug: props.product.slug, language },
    { initialData: props.product, refetchInterval: checkEveryMs },
  );
  const askedFor = useSearchParams().get('sku') ?? undefined;
  const [chosen, setChosen] = useState<string>();
  const [picture, setPicture] = useState<string>();
  const sku = firstVariant(product.skus, chosen ?? askedFor);

  /** Also in the address, so that a reload, the way back and a link to somebody else keep it. */
  function choose({ skuId }: Product['skus'][number]) {
    setChosen(skuId);
    // What the variant looks like, whatever was looked at before.
    setPicture(undefined);
    window.history.replaceState(null, '', `?${new URLSearchParams({ sku: skuId })}`);
  }

  return (
    <article className="grid gap-8 md:grid-cols-2 lg:gap-14">
      <Gallery images={product.images} shown={picture ?? sku?.image} onShow={setPicture} />
      <div className="flex flex-col gap-6">
        <header>
          <p className="mb-1 text-ink-soft" lang={langOf(product, 'category')}>
            {product.category}
          </p>
          <PageTitle lang={langOf(product, 'name')}>{product.name}</PageTitle>
          {sku && (
            <p className="mt-3 text-2xl font-medium tabular-nums">
              {format.money(sku.priceCents, product.currency)}
            </p>
          )}
        </header>
        {sku && (
          <>
            <VariantChoice
              variants={product.skus}
              current={sku}
              texts={product.optionTexts}
              onChoose={choose}
            />
            <Availability sku={sku} now={product.now} />
            <div role="status" className="empty:-mt-6">
              {isRefetchError && (
                <Notice>
                  <p>{t('cart.stale')}</p>
                </Notice>
              )}
            </div>
            {/* Another variant starts again at one. */}
            <AddToCart key={sku.skuId} product={product} sku={sku} />
          </>
        )}
        <HoldNote />
        <section aria-labelledby="about">
          <h2 id="about" className="mb-2 text-lg font-semibold">
            {t('product.about')}
          </h2>
          <p className="text-pretty text-ink-soft" lang={langOf(product, 'description')}>
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
