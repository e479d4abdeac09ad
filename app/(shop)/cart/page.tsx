import type { Metadata } from 'next';
import { Page, PageTitle } from '#app/components/page-frame.tsx';
import { serverTexts } from '#app/texts/server-texts.ts';
import { CartView } from './cart-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('cart.title') };
}

export default async function CartPage() {
  const { t } = await serverTexts();
  return (
    <Page>
      <PageTitle className="mb-6">{t('cart.title')}</PageTitle>
      <CartView />
    </Page>
  );
}
