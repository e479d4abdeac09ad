import type { Metadata } from 'next';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { PageHeader } from '#app/admin/ui/page-layout.tsx';
import { requireStaff } from '#app/admin/session/current-staff.ts';
import { ImportProducts } from './import-products.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.products.importTitle') };
}

export default async function ImportPage() {
  await requireStaff({ path: '/admin/products/import' });
  const { t } = await getI18n();
  return (
    <>
      <BackLink href="/admin/products">{t('admin.products.back')}</BackLink>
      <PageHeader title={t('admin.products.importTitle')} intro={t('admin.products.importIntro')} />
      <ImportProducts />
    </>
  );
}
