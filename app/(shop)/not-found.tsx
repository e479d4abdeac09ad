import { Compass } from 'lucide-react';
import { Page } from '../ui/page-frame.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { EmptyState } from '../ui/states.tsx';
import { serverTexts } from '../lib/texts/server-texts.ts';

export default async function NotFound() {
  const { t } = await serverTexts();
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
