'use client';

import { useState } from 'react';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { signInWithPasskey, type PasskeyFailure } from '../session/passkeys.ts';

/** Signs in by passkey, or proves who sits at a session, and shows why it failed. */
export function PasskeyButton(props: { disabled?: boolean; onDone: () => void }) {
  const { t } = useI18n();
  const [failure, setFailure] = useState<PasskeyFailure | null>(null);
  const [isPending, setPending] = useState(false);

  async function run() {
    setPending(true);
    setFailure(null);
    const failed = await signInWithPasskey();
    if (!failed) return props.onDone();
    setFailure(failed);
    setPending(false);
  }

  return (
    <>
      <Button disabled={props.disabled} pending={isPending} onClick={() => void run()}>
        {t('admin.account.passkeys.use')}
      </Button>
      {failure && (
        <Notice tone="bad" role="alert">
          <p>{t(`admin.account.passkeys.failure.${failure}`)}</p>
        </Notice>
      )}
    </>
  );
}
