import type { Metadata } from 'next';
import { countriesIn } from './countries.ts';
import { Page, PageTitle } from '../../ui/page-frame.tsx';
import { serverTexts } from '../../lib/texts/server-texts.ts';
import { CheckoutView } from './checkout-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('checkout.title') };
}

export default async function CheckoutPage() {
  const { t, locale } = await serverTexts();
  return (
    <Page>
      <PageTitle>{t('checkout.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('checkout.next')}</p>
      {/* Named here, since the browser's own names may differ from those the page was made with. */}
      <CheckoutView countries={countriesIn(locale)} />
    </Page>
  );
}
