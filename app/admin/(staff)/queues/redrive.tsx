'use client';

import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';

/** @param props.jobIds which dead letters; all that are there when absent */
export function Redrive(props: {
  jobIds?: string[];
  count: number;
  action: string;
  size?: 'sm' | 'md';
}) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.queues.redrive.useMutation();

  async function redrive() {
    const { moved } = await mutateAsync({ jobIds: props.jobIds });
    toast.success(t('admin.queues.dead.moved', { count: moved }));
  }

  return (
    <StaffConfirmButton
      action={props.action}
      title={t('admin.queues.dead.confirmTitle', { count: props.count })}
      text={t('admin.queues.dead.text')}
      size={props.size}
      run={redrive}
    />
  );
}
