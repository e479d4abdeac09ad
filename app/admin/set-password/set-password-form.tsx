'use client';

import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { PASSWORD_CHARS_MIN } from '#server/shared/limits.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { errorText, getDomainError } from '../../lib/api/error-text.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { useHydrated } from '../../lib/use-client-value.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { authClient } from '../session/staff-context.tsx';

/** Sets the password of the account whose link was opened, and signs in with it. */
export function SetPasswordForm() {
  const texts = useI18n();
  const { t } = texts;
  const router = useRouter();
  const hydrated = useHydrated();
  const { mutateAsync, error } = trpc.accounts.setPassword.useMutation();
  const { register, handleSubmit, formState, setError } = useForm({
    defaultValues: { password: '' },
  });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async ({ password }) => {
    const token = window.location.hash.slice(1);
    if (!token) return setError('root', { type: 'noLink' });
    const { email } = await mutateAsync({ token, password });
    const { data } = await authClient.signIn.email({ email, password });
    // With a second factor the sign-in page asks for its code.
    const isSignedIn = data !== null && !('twoFactorRedirect' in data);
    router.replace(isSignedIn ? '/admin' : '/admin/sign-in');
    router.refresh();
  });

  const isUsed = getDomainError(error)?.code === 'NOT_FOUND';
  const failure = errors.root
    ? t('admin.account.setPassword.noLink')
    : isUsed
      ? t('admin.account.setPassword.usedLink')
      : error && errorText(texts, error);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      // The error is shown below.
      onSubmit={(event) => void submit(event).catch(() => {})}
    >
      {failure && (
        <Notice tone="bad" role="alert" title={t('ui.actionFailed')}>
          <p>{failure}</p>
        </Notice>
      )}
      <PasswordField
        id="new-password"
        label={t('admin.account.password.new')}
        hint={t('admin.account.password.hint')}
        error={errors.password && t('admin.account.password.tooShort')}
        autoComplete="new-password"
        {...register('password', { required: true, minLength: PASSWORD_CHARS_MIN })}
      />
      <Button type="submit" variant="primary" disabled={!hydrated} pending={isSubmitting}>
        {t('admin.account.setPassword.submit')}
      </Button>
    </form>
  );
}
