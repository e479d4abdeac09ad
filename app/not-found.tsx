import type { Metadata } from 'next';
import ShopNotFound from './(shop)/not-found.tsx';
import ShopLayout from './(shop)/layout.tsx';
import { getI18n } from './lib/texts/get-i18n.ts';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('ui.notFoundTitle') };
}

/** For addresses outside shop and admin. */
export default function NotFound() {
  return (
    <ShopLayout>
      <ShopNotFound />
    </ShopLayout>
  );
}
