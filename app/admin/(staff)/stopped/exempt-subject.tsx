'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/input.tsx';
import { useAdminRefresh } from '../../ui/live-updates.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';
import { StaffForm, StaffFormDialog } from '../../ui/staff-form-dialog.tsx';

interface Subject {
  refusalId: string;
  /** As the list shows it. */
  name: string;
}

/** A button that opens a form to exempt a subject from limits for some time. */
export function ExemptSubject(props: Subject) {
  const { t } = useI18n();
  return (
    <StaffFormDialog
      size="sm"
      button={
        <>
          {t('admin.limits.exempt.action')}
          <span className="sr-only"> {props.name}</span>
        </>
      }
      title={t('admin.limits.exempt.title', { name: props.name })}
      description={t('admin.limits.exempt.text')}
      renderForm={(close) => <ExemptForm {...props} onDone={close} />}
    />
  );
}

const DURATIONS_H = [1, 24, 168, 720] as const;

function ExemptForm({ refusalId, onDone }: Subject & { onDone: () => void }) {
  const { t } = useI18n();
  const refresh = useAdminRefresh();
  const { mutateAsync, error, isPending } = trpc.admin.limits.exempt.useMutation();
  const [hours, setHours] = useState<number>(DURATIONS_H[1]);

  async function submit(event: React.FormEvent) {
    event.preventDefault();
    await mutateAsync({ refusalId, hours });
    toast.success(t('admin.limits.exempt.done'));
    refresh();
    onDone();
  }

  return (
    <StaffForm
      onSubmit={submit}
      error={error}
      isPending={isPending}
      submit={t('admin.limits.exempt.action')}
    >
      <Field id="hours" label={t('admin.limits.exempt.duration')}>
        {(control) => (
          <Select
            {...control}
            value={hours}
            onChange={(event) => setHours(Number(event.target.value))}
          >
            {DURATIONS_H.map((option) => (
              <option key={option} value={option}>
                {t(`admin.limits.exempt.hours.${option}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </StaffForm>
  );
}

/** Ends an exemption, after a confirmation. */
export function EndExemption({ refusalId, name }: Subject) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.limits.exempt.useMutation();

  async function end() {
    await mutateAsync({ refusalId, hours: 0 });
    toast.success(t('admin.limits.end.done'));
  }

  return (
    <StaffConfirmButton
      action={t('admin.limits.end.action')}
      title={t('admin.limits.end.title', { name })}
      text={t('admin.limits.end.text')}
      size="sm"
      run={end}
    />
  );
}
