import type { Metadata } from 'next';
import { localizedCountries } from '../../lib/format/countries.ts';
import { Page, PageTitle } from '../../ui/page-layout.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { CheckoutView } from './checkout-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('checkout.title') };
}

export default async function CheckoutPage() {
  const { t, locale } = await getI18n();
  return (
    <Page>
      <PageTitle>{t('checkout.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('checkout.intro')}</p>
      {/* Named on the server, since the browser's names may differ and break hydration. */}
      <CheckoutView countries={localizedCountries(locale)} />
    </Page>
  );
}
