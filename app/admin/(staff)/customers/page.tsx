import type { Metadata } from 'next';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { requireStaff } from '../../session/current-staff.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { CustomerData } from './customer-data.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.customers.title') };
}

export default async function CustomersPage() {
  await requireStaff({ path: '/admin/customers' });
  const { t } = await getI18n();
  return (
    <>
      <PageHeader title={t('admin.customers.title')} intro={t('admin.customers.intro')} />
      <CustomerData />
    </>
  );
}
