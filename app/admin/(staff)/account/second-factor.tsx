'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { encode } from 'uqr';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Button } from '#app/ui/button.tsx';
import { Dialog, DialogActions, DialogClose } from '#app/ui/dialog.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { authClient, useStaff } from '../../session/staff-context.tsx';

interface SetUp {
  totpURI: string;
  backupCodes: string[];
}

type Step =
  | { kind: 'password'; action: 'setUp' | 'newBackupCodes' | 'remove' }
  | { kind: 'code'; setUp: SetUp }
  | { kind: 'backup codes'; codes: string[] };

/** Whether the account has an authenticator app, and the dialogs to set it up, renew and remove it. */
export function SecondFactor() {
  const { t } = useI18n();
  const router = useRouter();
  const { hasTotp } = useStaff();
  const [step, setStep] = useState<Step | null>(null);
  const close = () => {
    setStep(null);
    router.refresh();
  };
  const start = (action: 'setUp' | 'newBackupCodes' | 'remove') => (
    <Button
      variant={action === 'setUp' ? 'primary' : 'secondary'}
      onClick={() => setStep({ kind: 'password', action })}
    >
      {t(`admin.account.secondFactor.${action}`)}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <p>{t(`admin.account.secondFactor.${hasTotp ? 'on' : 'off'}`)}</p>
      <div className="flex flex-wrap gap-3">
        {hasTotp ? (
          <>
            {start('newBackupCodes')}
            {start('remove')}
          </>
        ) : (
          start('setUp')
        )}
      </div>
      <Dialog
        title={t('admin.account.secondFactor.title')}
        open={step !== null}
        onOpenChange={(open) => !open && close()}
      >
        {step?.kind === 'password' && (
          <PasswordStep
            action={step.action}
            onSetUp={(setUp) => setStep({ kind: 'code', setUp })}
            onCodes={(codes) => setStep({ kind: 'backup codes', codes })}
            onRemoved={() => {
              toast.success(t('admin.account.secondFactor.removed'));
              close();
            }}
          />
        )}
        {step?.kind === 'code' && (
          <CodeStep
            setUp={step.setUp}
            onDone={() => setStep({ kind: 'backup codes', codes: step.setUp.backupCodes })}
          />
        )}
        {step?.kind === 'backup codes' && <BackupCodes codes={step.codes} onDone={close} />}
      </Dialog>
    </div>
  );
}

/** Runs a call of better-auth. @returns whether it succeeded */
function useAuthCall() {
  const { t } = useI18n();
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  async function run<Data>(
    call: Promise<{
      data: Data | null;
      error: { status: number; code?: string | undefined } | null;
    }>,
    wrong: string,
  ): Promise<Data | null> {
    setPending(true);
    setError(null);
    const answer = await call.catch(() => null);
    setPending(false);
    if (!answer) setError(t('errors.connection'));
    else if (answer.error?.status === 429) setError(t('admin.signIn.tooOften'));
    else if (answer.error?.code === 'LAST_SECOND_FACTOR') setError(t('errors.LAST_SECOND_FACTOR'));
    else if (answer.error) setError(wrong);
    return answer?.data ?? null;
  }
  return { run, error, isPending };
}

function PasswordStep(props: {
  action: 'setUp' | 'newBackupCodes' | 'remove';
  onSetUp: (setUp: SetUp) => void;
  onCodes: (codes: string[]) => void;
  onRemoved: () => void;
}) {
  const { t } = useI18n();
  const { run, error, isPending } = useAuthCall();
  const { action } = props;

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password') as string;
    const wrong = t('errors.WRONG_PASSWORD');
    if (action === 'setUp') {
      const setUp = await run(authClient.twoFactor.enable({ password }), wrong);
      if (setUp && 'totpURI' in setUp) props.onSetUp(setUp);
    } else if (action === 'newBackupCodes') {
      const codes = await run(authClient.twoFactor.generateBackupCodes({ password }), wrong);
      if (codes) props.onCodes(codes.backupCodes);
    } else if (await run(authClient.twoFactor.disable({ password }), wrong)) props.onRemoved();
  }

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <p className="text-ink-soft">{t(`admin.account.secondFactor.${action}Text`)}</p>
      <PasswordField
        id="second-factor-password"
        name="password"
        label={t('admin.account.confirm.password')}
        autoComplete="current-password"
        error={error ?? undefined}
        required
      />
      <DialogActions>
        <DialogClose asChild>
          <Button>{t('admin.keep')}</Button>
        </DialogClose>
        <Button
          type="submit"
          variant={action === 'remove' ? 'danger' : 'primary'}
          pending={isPending}
        >
          {t(`admin.account.secondFactor.${action === 'remove' ? 'remove' : 'continue'}`)}
        </Button>
      </DialogActions>
    </form>
  );
}

function CodeStep({ setUp, onDone }: { setUp: SetUp; onDone: () => void }) {
  const { t } = useI18n();
  const { run, error, isPending } = useAuthCall();

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = (new FormData(event.currentTarget).get('code') as string).replaceAll(/\s/g, '');
    const call = authClient.twoFactor.verifyTotp({ code });
    if (await run(call, t('admin.account.secondFactor.wrongCode'))) onDone();
  }

  const key = new URL(setUp.totpURI).searchParams.get('secret') ?? '';
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <p className="text-ink-soft">{t('admin.account.secondFactor.scan')}</p>
      <QrCode text={setUp.totpURI} label={t('admin.account.secondFactor.qrCode')} />
      <p className="text-sm">
        {t('admin.account.secondFactor.key')}{' '}
        <code className="break-all">{key.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
      </p>
      <Field
        id="second-factor-code"
        label={t('admin.account.secondFactor.code')}
        error={error ?? undefined}
      >
        {(control) => (
          <Input
            {...control}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            required
            className="max-w-40"
          />
        )}
      </Field>
      <DialogActions>
        <Button type="submit" variant="primary" pending={isPending}>
          {t('admin.account.secondFactor.confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}

function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useI18n();
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" role="status" title={t('admin.account.secondFactor.backupTitle')}>
        <p>{t('admin.account.secondFactor.backupText')}</p>
      </Notice>
      <ul className="grid grid-cols-2 gap-2 font-mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogActions>
        <Button variant="primary" onClick={onDone}>
          {t('admin.account.secondFactor.saved')}
        </Button>
      </DialogActions>
    </div>
  );
}

/** Dark on light in both themes, since some readers take nothing else. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 3 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 bg-white"
    >
      <path d={path} className="fill-black" />
    </svg>
  );
}
