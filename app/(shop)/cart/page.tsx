import type { Metadata } from 'next';
import { Page, PageTitle } from '../../ui/page-layout.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { CartView } from './cart-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('cart.title') };
}

export default async function CartPage() {
  const { t } = await getI18n();
  return (
    <Page>
      <PageTitle>{t('cart.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('cart.notReservedYet')}</p>
      <CartView />
    </Page>
  );
}
