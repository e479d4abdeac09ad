'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useHydrated } from '../../lib/use-client-value.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { authClient } from '../session/staff-context.tsx';
import { PasskeyButton } from '../ui/passkey-button.tsx';
import { CodeForm } from './code-form.tsx';

const signInSchema = z.object({
  email: z.string().trim().pipe(z.email('missingEmail')),
  password: z.string().min(1, 'missingPassword'),
});

type Failure =
  | 'wrong'
  | 'tooOften'
  | 'deactivated'
  | 'passkeyRequired'
  | 'wrongAddress'
  | 'unexpected'
  | 'noConnection';
type FieldError = 'missingEmail' | 'missingPassword';

/** @param props.to the page to open after sign-in */
export function SignInForm({ to }: { to: string }) {
  const { t } = useI18n();
  const router = useRouter();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const hydrated = useHydrated();
  // No default values: they would overwrite what was typed before hydration.
  const { register, handleSubmit, formState, setValue, setFocus } = useForm({
    resolver: zodResolver(signInSchema),
  });
  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  const fieldError = (field: keyof typeof errors) => {
    const message = errors[field]?.message as FieldError | undefined;
    return message && t(`admin.signIn.${message}`);
  };

  function open() {
    router.replace(to);
    router.refresh();
  }

  const submit = handleSubmit(async (credentials) => {
    setFailure(null);
    const outcome = await signIn(credentials);
    if (outcome === 'needsCode') return setNeedsCode(true);
    if (outcome === 'done') return open();
    const failed = outcome;
    setFailure(failed);
    if (failed === 'wrong') setValue('password', '');
    setFocus('password');
  });

  if (needsCode) return <CodeForm onDone={open} />;
  return (
    <form method="post" noValidate className="flex flex-col gap-5" onSubmit={(e) => void submit(e)}>
      {failure && (
        <Notice tone="bad" role="alert" title={t('admin.signIn.failedTitle')}>
          <p>{t(`admin.signIn.${failure}`)}</p>
        </Notice>
      )}
      <Field id="email" label={t('admin.signIn.email')} error={fieldError('email')}>
        {(control) => (
          <Input
            {...control}
            {...register('email')}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <Field id="password" label={t('admin.signIn.password')} error={fieldError('password')}>
        {(control) => (
          <Input
            {...control}
            {...register('password')}
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button
        type="submit"
        variant="primary"
        disabled={!hydrated}
        pending={isSubmitting || (isSubmitSuccessful && failure === null)}
      >
        {t('admin.signIn.submit')}
      </Button>
      <PasskeyButton disabled={!hydrated} onDone={open} />
    </form>
  );
}

async function signIn(credentials: {
  email: string;
  password: string;
}): Promise<Failure | 'done' | 'needsCode'> {
  try {
    const { data, error } = await authClient.signIn.email(credentials);
    if (!error) return 'twoFactorRedirect' in data ? 'needsCode' : 'done';
    if (error.code === 'DEACTIVATED') return 'deactivated';
    if (error.code === 'PASSKEY_REQUIRED') return 'passkeyRequired';
    switch (error.status) {
      case 400:
      case 401:
        return 'wrong';
      case 403:
        return 'wrongAddress';
      case 429:
        return 'tooOften';
      default:
        return 'unexpected';
    }
  } catch {
    return 'noConnection';
  }
}
