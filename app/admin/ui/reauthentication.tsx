'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { errorText } from '../../lib/api/error-text.ts';
import { setReauthenticate } from '../../lib/api/reauthentication.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { PasswordField } from './password-field.tsx';

/** The dialog that asks for the password or a passkey before a refund or a change of accounts. */
export function Reauthentication() {
  const texts = useI18n();
  const { t } = texts;
  const [open, setOpen] = useState(false);
  const answer = useRef<(isProved: boolean) => void>(() => {});
  const opener = useRef<Element | null>(null);
  const passkeys = trpc.accounts.passkeys.useQuery(undefined, { enabled: open });
  const { mutateAsync, error, isPending, reset } = trpc.accounts.verify.useMutation();

  useEffect(() => {
    setReauthenticate(async () => {
      // Calls that wait already share the answer to a new dialog.
      answer.current(false);
      opener.current = document.activeElement;
      reset();
      setOpen(true);
      return await new Promise((resolve) => {
        answer.current = resolve;
      });
    });
    return () => setReauthenticate(null);
  }, [reset]);

  function close(isProved: boolean) {
    answer.current(isProved);
    setOpen(false);
  }

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password') as string;
    await mutateAsync({ password });
    close(true);
  }

  return (
    <Dialog
      title={t('admin.account.confirm.title')}
      description={t('admin.account.confirm.text')}
      open={open}
      onOpenChange={(next) => !next && close(false)}
      returnFocus={() => opener.current as HTMLElement | null}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => void submit(event).catch(() => {})}
      >
        <PasswordField
          id="confirm-password"
          name="password"
          label={t('admin.account.confirm.password')}
          autoComplete="current-password"
          required
        />
        {error && (
          <Notice tone="bad" role="alert">
            <p>{errorText(texts, error)}</p>
          </Notice>
        )}
        {Boolean(passkeys.data?.passkeys.length) && <PasskeyButton onDone={() => close(true)} />}
        <DialogActions>
          <Button onClick={() => close(false)}>{t('admin.keep')}</Button>
          <Button type="submit" variant="primary" pending={isPending}>
            {t('admin.account.confirm.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
