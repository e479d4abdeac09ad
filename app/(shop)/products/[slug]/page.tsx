import { ChevronLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { Page } from '#app/components/page-frame.tsx';
import { serverData } from '#app/data/server-data.ts';
import { answersNotFound } from '#app/data/answers-not-found.ts';
import { serverTexts } from '#app/texts/server-texts.ts';
import { ProductView } from './product-view.tsx';

type Props = PageProps<'/products/[slug]'>;

const findProduct = cache(async (slug: string) => {
  const [{ trpc }, { language }] = await Promise.all([serverData(), serverTexts()]);
  try {
    return await trpc.catalog.product({ slug, language });
  } catch (error) {
    if (answersNotFound(error)) return null;
    throw error;
  }
});

export async function generateMetadata(props: Props): Promise<Metadata> {
  const product = await findProduct((await props.params).slug);
  const { t } = await serverTexts();
  if (!product) return { title: t('product.notFoundTitle') };
  return { title: product.name, description: product.description };
}

export default async function ProductPage(props: Props) {
  const product = await findProduct((await props.params).slug);
  if (!product) notFound();
  const { sku } = await props.searchParams;
  const { t } = await serverTexts();
  return (
    <Page>
      <Link
        href="/"
        className="mb-4 inline-flex min-h-11 items-center gap-1 text-ink-soft underline-offset-4 hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        {t('product.backToShop')}
      </Link>
      <ProductView product={product} skuId={typeof sku === 'string' ? sku : undefined} />
    </Page>
  );
}
