import { KeyRound } from 'lucide-react';
import { Page } from '#app/ui/page-layout.tsx';
import { buttonClass } from '#app/ui/button.tsx';
import { Link } from '#app/ui/link.tsx';
import { EmptyState } from '#app/ui/states.tsx';
import { OpenOrderLink } from './open-order-link.tsx';
import { getI18n } from '#app/lib/texts/get-i18n.ts';

export default async function OrderNotFound() {
  const { t } = await getI18n();
  return (
    <Page>
      <EmptyState
        heading="h1"
        title={t('order.notFoundTitle')}
        icon={<KeyRound aria-hidden className="size-8" />}
        action={
          <>
            <Link href="/orders" className={buttonClass({ variant: 'primary' })}>
              {t('ui.myOrders')}
            </Link>
            <Link href="/" className={buttonClass()}>
              {t('ui.goToShop')}
            </Link>
          </>
        }
      >
        <OpenOrderLink />
      </EmptyState>
    </Page>
  );
}
