import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { PageHeader } from '#app/admin/ui/page-layout.tsx';
import { requireStaff } from '#app/admin/session/current-staff.ts';
import { ProductForm } from '../product-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.products.newTitle') };
}

export default async function NewProductPage() {
  await requireStaff({ path: '/admin/products/new' });
  const [{ trpc }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const choices = await trpc.admin.products.choices();
  return (
    <>
      <BackLink href="/admin/products">{t('admin.products.back')}</BackLink>
      <PageHeader title={t('admin.products.newTitle')} />
      <ProductForm product={null} {...choices} />
    </>
  );
}
