import { Compass } from 'lucide-react';
import { Page } from '#app/components/page-frame.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { Link } from '#app/components/ui/link.tsx';
import { EmptyState } from '#app/components/ui/states.tsx';
import { serverTexts } from '#app/texts/server-texts.ts';

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
