import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { getServerTrpc, orNull } from '#app/lib/api/server-trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { PageHeader } from '#app/admin/ui/page-layout.tsx';
import { getCurrentStaff, requireStaff } from '#app/admin/session/current-staff.ts';
import { ProductForm } from '../product-form.tsx';

const findProduct = cache(async (productId: string) => {
  const { trpc } = await getServerTrpc();
  return await orNull(trpc.admin.products.get({ productId }));
});

export async function generateMetadata(
  props: PageProps<'/admin/products/[productId]'>,
): Promise<Metadata> {
  const [{ productId }, staff, { t }] = await Promise.all([
    props.params,
    getCurrentStaff(),
    getI18n(),
  ]);
  const product = staff && (await findProduct(productId));
  return { title: product?.name ?? t('admin.products.title') };
}

export default async function ProductPage(props: PageProps<'/admin/products/[productId]'>) {
  const { productId } = await props.params;
  await requireStaff({ path: `/admin/products/${encodeURIComponent(productId)}` });
  const [product, { t }] = await Promise.all([findProduct(productId), getI18n()]);
  if (!product) notFound();
  return (
    <>
      <BackLink href="/admin/products">{t('admin.products.back')}</BackLink>
      <PageHeader title={<BaseLanguageText>{product.name}</BaseLanguageText>} />
      <ProductForm product={product} currency={product.currency} categories={product.categories} />
    </>
  );
}
