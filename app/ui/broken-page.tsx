'use client';

import { useTransition } from 'react';
import { Page } from './page-frame.tsx';
import { Button } from './button.tsx';
import { ErrorState } from './states.tsx';
import { useTexts } from '../lib/texts/texts-provider.tsx';

/** Stands in for a page that failed, and tries it again when asked. */
export function BrokenPage({ retry }: { retry: () => void }) {
  const { t } = useTexts();
  const [pending, startTransition] = useTransition();
  return (
    <Page>
      {/* What failed may have been what names the page. */}
      <title>{t('ui.brokenTitle')}</title>
      <ErrorState
        heading="h1"
        title={t('ui.brokenTitle')}
        action={
          <Button variant="primary" pending={pending} onClick={() => startTransition(retry)}>
            {t('ui.tryAgain')}
          </Button>
        }
      >
        {t('ui.brokenText')}
      </ErrorState>
    </Page>
  );
}
