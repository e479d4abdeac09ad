'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Checkbox } from '#app/ui/input.tsx';
import { useAdminRefresh } from '../../ui/live-updates.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';
import { StaffForm, StaffFormDialog } from '../../ui/staff-form-dialog.tsx';
import { PasswordLink } from './password-link.tsx';

export type StaffAccount = RouterOutputs['admin']['staff']['list']['staff'][number];

/** The buttons of one account. */
export function AccountActions(props: { account: StaffAccount; isOwn: boolean }) {
  const { t } = useI18n();
  const change = trpc.admin.staff.change.useMutation();
  const signOut = trpc.admin.staff.signOut.useMutation();
  const { userId, name, role, state } = props.account;

  async function apply(changes: { role?: 'admin' | 'viewer'; active?: boolean }) {
    await change.mutateAsync({ userId, ...changes });
    toast.success(t('admin.staff.changed'));
  }

  const confirm = (
    key: 'makeAdmin' | 'makeViewer' | 'deactivate' | 'reactivate' | 'signOut',
    run: () => Promise<unknown>,
  ) => (
    <StaffConfirmButton
      action={t(`admin.staff.${key}.action`)}
      title={t(`admin.staff.${key}.title`, { name })}
      text={t(`admin.staff.${key}.text`)}
      danger={key === 'deactivate'}
      size="sm"
      run={run}
    />
  );

  if (state === 'deactivated') return confirm('reactivate', () => apply({ active: true }));
  return (
    <div className="flex flex-wrap gap-2">
      {role === 'admin'
        ? confirm('makeViewer', () => apply({ role: 'viewer' }))
        : confirm('makeAdmin', () => apply({ role: 'admin' }))}
      {!props.isOwn && <ResetPassword account={props.account} />}
      {confirm('signOut', async () => {
        await signOut.mutateAsync({ userId });
        toast.success(t('admin.staff.signOut.done', { name }));
      })}
      {confirm('deactivate', () => apply({ active: false }))}
    </div>
  );
}

function ResetPassword({ account }: { account: StaffAccount }) {
  const { t } = useI18n();
  return (
    <StaffFormDialog
      size="sm"
      button={t('admin.staff.reset.action')}
      title={t('admin.staff.reset.title', { name: account.name })}
      description={t('admin.staff.reset.text')}
      renderForm={(close) => <ResetForm account={account} onDone={close} />}
    />
  );
}

function ResetForm(props: { account: StaffAccount; onDone: () => void }) {
  const { t } = useI18n();
  const refresh = useAdminRefresh();
  const { mutateAsync, error, isPending } = trpc.admin.staff.resetPassword.useMutation();
  const [url, setUrl] = useState<string | null>(null);
  const [removeSecondFactor, setRemoveSecondFactor] = useState(false);
  const { userId, name, hasSecondFactor } = props.account;

  if (url !== null) return <PasswordLink url={url} name={name} onDone={props.onDone} />;
  return (
    <StaffForm
      onSubmit={async (event) => {
        event.preventDefault();
        setUrl((await mutateAsync({ userId, removeSecondFactor })).url);
        refresh();
      }}
      error={error}
      isPending={isPending}
      submit={t('admin.staff.reset.action')}
      danger
    >
      {hasSecondFactor && (
        <Checkbox
          checked={removeSecondFactor}
          onChange={(event) => setRemoveSecondFactor(event.target.checked)}
          label={t('admin.staff.reset.removeSecondFactor')}
        />
      )}
    </StaffForm>
  );
}
