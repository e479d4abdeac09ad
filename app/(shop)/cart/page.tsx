import type { Metadata } from 'next';
import { Page, PageTitle } from '../../ui/page-frame.tsx';
import { serverTexts } from '../../lib/texts/server-texts.ts';
import { CartView } from './cart-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('cart.title') };
}

export default async function CartPage() {
  const { t } = await serverTexts();
  return (
    <Page>
      <PageTitle>{t('cart.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('cart.notYetHeld')}</p>
      <CartView />
    </Page>
  );
}
