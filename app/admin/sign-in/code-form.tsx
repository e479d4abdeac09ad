'use client';

import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { authClient } from '../session/staff-context.tsx';

/** The second step of sign-in: a code from the authenticator app, or a backup code. */
export function CodeForm({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const [failure, setFailure] = useState<'wrongCode' | 'tooOften' | 'noConnection' | null>(null);
  const [isPending, setPending] = useState(false);

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = (new FormData(event.currentTarget).get('code') as string).replaceAll(/\s/g, '');
    setPending(true);
    setFailure(null);
    try {
      const { error } = /^\d+$/.test(code)
        ? await authClient.twoFactor.verifyTotp({ code })
        : await authClient.twoFactor.verifyBackupCode({ code });
      if (!error) return onDone();
      setFailure(error.status === 429 ? 'tooOften' : 'wrongCode');
    } catch {
      setFailure('noConnection');
    }
    setPending(false);
  }

  return (
    <form className="flex flex-col gap-5" onSubmit={(event) => void submit(event)}>
      <Field
        id="code"
        label={t('admin.signIn.code')}
        hint={t('admin.signIn.secondStep')}
        error={failure ? t(`admin.signIn.${failure}`) : undefined}
      >
        {(control) => (
          <Input
            {...control}
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={20}
            required
          />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={isPending}>
        {t('admin.signIn.submit')}
      </Button>
    </form>
  );
}
