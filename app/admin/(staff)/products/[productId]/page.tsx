import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { answersNotFound } from '#app/lib/api/answers-not-found.ts';
import { serverData } from '#app/lib/api/server-data.ts';
import { BaseText } from '#app/ui/base-text.tsx';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { PageHeader } from '#app/admin/ui/office-page.tsx';
import { currentStaff, requireStaff } from '#app/admin/session/current-staff.ts';
import { ProductForm } from '../product-form.tsx';

const findProduct = cache(async (productId: string) => {
  const { trpc } = await serverData();
  try {
    return await trpc.admin.products.get({ productId });
  } catch (error) {
    if (answersNotFound(error)) return null;
    throw error;
  }
});

export async function generateMetadata(
  props: PageProps<'/admin/products/[productId]'>,
): Promise<Metadata> {
  const [{ productId }, staff, { t }] = await Promise.all([
    props.params,
    currentStaff(),
    serverTexts(),
  ]);
  const product = staff && (await findProduct(productId));
  return { title: product?.name ?? t('admin.products.title') };
}

export default async function ProductPage(props: PageProps<'/admin/products/[productId]'>) {
  const { productId } = await props.params;
  await requireStaff(`/admin/products/${encodeURIComponent(productId)}`);
  const [product, { t }] = await Promise.all([findProduct(productId), serverTexts()]);
  if (!product) notFound();
  return (
    <>
      <BackLink href="/admin/products">{t('admin.products.back')}</BackLink>
      <PageHeader title={<BaseText>{product.name}</BaseText>} />
      <ProductForm product={product} currency={product.currency} categories={product.categories} />
    </>
  );
}
