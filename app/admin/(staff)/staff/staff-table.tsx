'use client';

import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { useStaff } from '../../session/staff-context.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { AccountActions, type StaffAccount } from './account-actions.tsx';

const stateTones: Record<StaffAccount['state'], Tone> = {
  active: 'good',
  invited: 'warn',
  deactivated: 'neutral',
};

/** All accounts, with what can be done about each. */
export function StaffTable() {
  const { t } = useI18n();
  const accounts = trpc.admin.staff.list.useQuery(undefined, useLiveQueryOptions());
  const getColumns = useColumns();
  return (
    <QueryBoundary query={accounts}>
      {({ staff, now }) => (
        <DataTable
          caption={t('admin.staff.title')}
          columns={getColumns(now)}
          rows={staff}
          rowKey={(account) => account.userId}
        />
      )}
    </QueryBoundary>
  );
}

function useColumns(): (now: string) => Column<StaffAccount>[] {
  const { t } = useI18n();
  const { userId } = useStaff();
  return (now) => [
    {
      key: 'account',
      header: t('admin.staff.column.account'),
      rowHeader: true,
      className: '@4xl:min-w-60',
      cell: (account) => (
        <>
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {account.name}
            {account.userId === userId && <Badge tone="accent">{t('admin.staff.you')}</Badge>}
          </span>
          <span className="block text-sm break-all text-ink-soft">{account.email}</span>
        </>
      ),
    },
    {
      key: 'role',
      header: t('admin.staff.column.role'),
      cell: ({ role }) => t(`admin.role.${role}`),
    },
    {
      key: 'state',
      header: t('admin.staff.column.state'),
      cell: ({ state }) => (
        <Badge tone={stateTones[state]}>{t(`admin.staff.state.${state}`)}</Badge>
      ),
    },
    {
      key: 'secondFactor',
      header: t('admin.staff.column.secondFactor'),
      cell: ({ hasSecondFactor }) =>
        t(`admin.staff.secondFactor.${hasSecondFactor ? 'on' : 'off'}`),
    },
    {
      key: 'lastUsed',
      header: t('admin.staff.column.lastUsed'),
      cell: ({ lastUsedAt }) =>
        lastUsedAt ? <Timestamp at={lastUsedAt} now={now} /> : t('admin.staff.never'),
    },
    {
      key: 'actions',
      header: t('admin.staff.column.actions'),
      headerHidden: true,
      cell: (account) => <AccountActions account={account} isOwn={account.userId === userId} />,
    },
  ];
}
