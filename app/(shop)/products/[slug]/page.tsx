import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { Page } from '#app/ui/page-layout.tsx';
import { getServerTrpc, orNull } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { BackToCatalogue, ProductView } from './product-view.tsx';

type Props = PageProps<'/products/[slug]'>;

const findProduct = cache(async (slug: string) => {
  const [{ trpc }, { language }] = await Promise.all([getServerTrpc(), getI18n()]);
  return await orNull(trpc.catalog.product({ slug, language }));
});

export async function generateMetadata(props: Props): Promise<Metadata> {
  const product = await findProduct((await props.params).slug);
  const { t } = await getI18n();
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
