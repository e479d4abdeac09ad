'use client';

import { useState } from 'react';
import { PageTitle } from '#app/components/page-frame.tsx';
import { trpc } from '#app/data/trpc.ts';
import type { RouterOutputs } from '#app/data/trpc.ts';
import { langOf } from '#app/goods/goods-language.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
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
export function ProductView(props: { product: Product; skuId: string | undefined }) {
  const { t, format, language } = useTexts();
  const { data: product } = trpc.catalog.product.useQuery(
    { slug: props.product.slug, language },
    { initialData: props.product, refetchInterval: checkEveryMs },
  );
  const [skuId, setSkuId] = useState(() => firstVariant(product.skus, props.skuId)?.skuId);
  const sku = firstVariant(product.skus, skuId);

  return (
    <article className="grid gap-8 md:grid-cols-2 lg:gap-14">
      <Gallery images={product.images} />
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
              onChoose={(chosen) => setSkuId(chosen.skuId)}
            />
            <Availability sku={sku} now={product.now} />
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
