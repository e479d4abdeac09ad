'use client';

import { useTransition } from 'react';
import { Page } from './page-layout.tsx';
import { Button } from './button.tsx';
import { ErrorState } from './states.tsx';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

/** Shown for a page that failed. */
export function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <Page>
      <ErrorPageContent retry={retry} />
    </Page>
  );
}

/** The same inside a layout that has its own `main`. */
export function ErrorPageContent({ retry }: { retry: () => void }) {
  const { t } = useI18n();
  const [pending, startTransition] = useTransition();
  return (
    <>
      {/* The failed page may not have set its title. */}
      <title>{t('ui.errorPageTitle')}</title>
      <ErrorState
        heading="h1"
        title={t('ui.errorPageTitle')}
        action={
          <Button variant="primary" pending={pending} onClick={() => startTransition(retry)}>
            {t('ui.tryAgain')}
          </Button>
        }
      >
        {t('ui.errorPageText')}
      </ErrorState>
    </>
  );
}
