import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { Page } from '#app/ui/page-frame.tsx';
import { serverData } from '#app/lib/api/server-data.ts';
import { answersNotFound } from '#app/lib/api/answers-not-found.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { BackToCatalogue } from './back-to-catalogue.tsx';
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
  return (
    <Page>
      <BackToCatalogue />
      <ProductView product={product} />
    </Page>
  );
}
