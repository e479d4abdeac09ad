import type { Metadata } from 'next';
import ShopNotFound from './(shop)/not-found.tsx';
import { ShopFrame } from './(shop)/shop-frame.tsx';
import { serverTexts } from './lib/texts/server-texts.ts';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('ui.notFoundTitle') };
}

/** For addresses that belong to no part of the site. */
export default function NotFound() {
  return (
    <ShopFrame>
      <ShopNotFound />
    </ShopFrame>
  );
}
