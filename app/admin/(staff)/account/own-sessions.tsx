'use client';

import { toast } from 'sonner';
import { errorText } from '#app/lib/api/error-text.ts';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Badge } from '#app/ui/badge.tsx';
import { Button } from '#app/ui/button.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';

type Session = RouterOutputs['accounts']['sessions']['sessions'][number];

/** Where the member of staff is signed in. */
export function OwnSessions() {
  const texts = useI18n();
  const { t } = texts;
  const utils = trpc.useUtils();
  const sessions = trpc.accounts.sessions.useQuery();
  const end = trpc.accounts.endSessions.useMutation({
    onSuccess: () => toast.success(t('admin.account.sessions.ended')),
    onError: (error) => toast.error(errorText(texts, error)),
    onSettled: () => utils.accounts.sessions.invalidate(),
  });
  const getColumns = useColumns((sessionId) => end.mutate({ sessionId }));
  return (
    <QueryBoundary query={sessions}>
      {(data) => (
        <>
          <p className="text-ink-soft">{t('admin.account.sessions.text')}</p>
          <DataTable
            caption={t('admin.account.sessions.title')}
            columns={getColumns(data.now)}
            rows={data.sessions}
            rowKey={({ sessionId }) => sessionId}
          />
          {data.sessions.length > 1 && (
            <Button className="self-start" pending={end.isPending} onClick={() => end.mutate({})}>
              {t('admin.account.sessions.endOthers')}
            </Button>
          )}
        </>
      )}
    </QueryBoundary>
  );
}

function useColumns(end: (sessionId: string) => void): (now: string) => Column<Session>[] {
  const { t } = useI18n();
  return (now) => [
    {
      key: 'device',
      header: t('admin.account.sessions.column.device'),
      rowHeader: true,
      cell: ({ userAgent, isCurrent }) => (
        <span className="flex flex-wrap items-center gap-2">
          {browserName(userAgent)}
          {isCurrent && <Badge tone="accent">{t('admin.account.sessions.current')}</Badge>}
        </span>
      ),
    },
    {
      key: 'network',
      header: t('admin.account.sessions.column.network'),
      cell: ({ network }) => network || '–',
    },
    {
      key: 'signedInAt',
      header: t('admin.account.sessions.column.signedInAt'),
      cell: ({ signedInAt }) => <Timestamp at={signedInAt} now={now} />,
    },
    {
      key: 'lastUsedAt',
      header: t('admin.account.sessions.column.lastUsedAt'),
      cell: ({ lastUsedAt }) => <Timestamp at={lastUsedAt} now={now} />,
    },
    {
      key: 'actions',
      header: t('admin.account.sessions.column.actions'),
      headerHidden: true,
      cell: ({ sessionId, isCurrent }) =>
        !isCurrent && (
          <Button size="sm" onClick={() => end(sessionId)}>
            {t('admin.account.sessions.end')}
          </Button>
        ),
    },
  ];
}

/** The name and system of a browser, from its User-Agent header. */
function browserName(userAgent: string | null): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(userAgent ?? '');
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(userAgent ?? '')?.[0];
  const name = browser ? `${names[browser[1]!] ?? browser[1]} ${browser[2]}` : null;
  return [name, system].filter(Boolean).join(', ') || '–';
}
