'use client';

import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { PASSWORD_CHARS_MIN } from '#server/shared/limits.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Button } from '#app/ui/button.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';

/** The form to change the own password. */
export function ChangePassword() {
  const texts = useI18n();
  const { t } = texts;
  const utils = trpc.useUtils();
  const { mutateAsync, error, isPending } = trpc.accounts.changePassword.useMutation();
  const { register, handleSubmit, formState, reset } = useForm({
    defaultValues: { currentPassword: '', newPassword: '' },
  });
  const { errors } = formState;

  const submit = handleSubmit(async (input) => {
    await mutateAsync(input);
    reset();
    toast.success(t('admin.account.password.done'));
    await utils.accounts.sessions.invalidate();
  });

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      // The error is shown below.
      onSubmit={(event) => void submit(event).catch(() => {})}
    >
      <p className="text-ink-soft">{t('admin.account.password.text')}</p>
      <PasswordField
        id="current-password"
        label={t('admin.account.password.current')}
        error={errors.currentPassword && t('admin.account.password.missing')}
        autoComplete="current-password"
        {...register('currentPassword', { required: true })}
      />
      <PasswordField
        id="new-password"
        label={t('admin.account.password.new')}
        hint={t('admin.account.password.hint')}
        error={errors.newPassword && t('admin.account.password.tooShort')}
        autoComplete="new-password"
        {...register('newPassword', { required: true, minLength: PASSWORD_CHARS_MIN })}
      />
      {error && (
        <Notice tone="bad" role="alert">
          <p>{errorText(texts, error)}</p>
        </Notice>
      )}
      <Button type="submit" pending={isPending} className="self-start">
        {t('admin.account.password.submit')}
      </Button>
    </form>
  );
}
