'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { useTexts } from '../../lib/texts/texts-provider.tsx';

/** Stands in for a page that failed; the navigation stays. */
export default function BrokenOfficePage({ reset }: { reset: () => void }) {
  const { t } = useTexts();
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
      title={t('ui.brokenTitle')}
      action={
        <Button variant="primary" pending={pending} onClick={tryAgain}>
          {t('ui.tryAgain')}
        </Button>
      }
    >
      {t('ui.brokenText')}
    </ErrorState>
  );
}
