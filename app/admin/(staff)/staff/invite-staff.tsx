'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { inviteStaffSchema, staffRoles } from '#server/shared/staff-schemas.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Field } from '#app/ui/field.tsx';
import { Checkbox, Input } from '#app/ui/input.tsx';
import { useAdminRefresh } from '../../ui/live-updates.tsx';
import { StaffForm, StaffFormDialog } from '../../ui/staff-form-dialog.tsx';
import { PasswordLink } from './password-link.tsx';

/** A button that opens a form to invite somebody, which ends with the link to send. */
export function InviteStaff() {
  const { t } = useI18n();
  return (
    <StaffFormDialog
      button={t('admin.staff.invite.action')}
      title={t('admin.staff.invite.title')}
      description={t('admin.staff.invite.text')}
      renderForm={(close) => <InviteForm onDone={close} />}
    />
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const refresh = useAdminRefresh();
  const { mutateAsync, error, isPending } = trpc.admin.staff.invite.useMutation();
  const [link, setLink] = useState<{ url: string; name: string } | null>(null);
  const { register, handleSubmit, formState } = useForm<
    z.input<typeof inviteStaffSchema>,
    unknown,
    z.output<typeof inviteStaffSchema>
  >({ resolver: zodResolver(inviteStaffSchema), defaultValues: { role: 'viewer' } });
  const { errors } = formState;

  if (link) return <PasswordLink {...link} onDone={onDone} />;
  const submit = handleSubmit(async (input) => {
    const { url } = await mutateAsync(input);
    setLink({ url, name: input.name });
    refresh();
  });
  return (
    <StaffForm
      onSubmit={submit}
      error={error}
      isPending={isPending}
      submit={t('admin.staff.invite.submit')}
    >
      <Field
        id="email"
        label={t('admin.staff.email')}
        error={errors.email && t('admin.staff.missingEmail')}
      >
        {(control) => <Input {...control} {...register('email')} type="email" autoComplete="off" />}
      </Field>
      <Field
        id="name"
        label={t('admin.staff.name')}
        error={errors.name && t('admin.staff.missingName')}
      >
        {(control) => <Input {...control} {...register('name')} autoComplete="off" />}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1.5 font-medium">{t('admin.staff.role')}</legend>
        {staffRoles.map((role) => (
          <Checkbox
            key={role}
            {...register('role')}
            type="radio"
            value={role}
            label={
              <span>
                {t(`admin.role.${role}`)}
                <span className="block text-sm text-ink-soft">
                  {t(`admin.staff.roleHint.${role}`)}
                </span>
              </span>
            }
          />
        ))}
      </fieldset>
    </StaffForm>
  );
}
