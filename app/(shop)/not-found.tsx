import { Compass } from 'lucide-react';
import { Page } from '../ui/page-layout.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { EmptyState } from '../ui/states.tsx';
import { getI18n } from '../lib/texts/get-i18n.ts';

export default async function NotFound() {
  const { t } = await getI18n();
  return (
    <Page>
      <EmptyState
        heading="h1"
        title={t('ui.notFoundTitle')}
        icon={<Compass aria-hidden className="size-8" />}
        action={
          <Link href="/" className={buttonClass({ variant: 'primary' })}>
            {t('ui.goToShop')}
          </Link>
        }
      >
        {t('ui.notFoundText')}
      </EmptyState>
    </Page>
  );
}
