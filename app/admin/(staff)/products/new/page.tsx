import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { PageHeader } from '#app/admin/ui/office-page.tsx';
import { requireStaff } from '#app/admin/session/current-staff.ts';
import { ProductForm } from '../product-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.products.newTitle') };
}

export default async function NewProductPage() {
  await requireStaff('/admin/products/new');
  const [{ trpc }, { t }] = await Promise.all([serverData(), serverTexts()]);
  const choices = await trpc.admin.products.choices();
  return (
    <>
      <BackLink href="/admin/products">{t('admin.products.back')}</BackLink>
      <PageHeader title={t('admin.products.newTitle')} />
      <ProductForm product={null} {...choices} />
    </>
  );
}
