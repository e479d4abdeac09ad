'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** Shown in place of a page that failed, inside the admin's layout. */
export default function AdminErrorPage({ reset }: { reset: () => void }) {
  const { t } = useI18n();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const tryAgain = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <ErrorState
      heading="h1"
      title={t('ui.errorPageTitle')}
      action={
        <Button variant="primary" pending={pending} onClick={tryAgain}>
          {t('ui.tryAgain')}
        </Button>
      }
    >
      {t('ui.errorPageText')}
    </ErrorState>
  );
}
