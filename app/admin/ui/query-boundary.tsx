'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { getDomainError, errorText } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { signInHref } from '../session/sign-in-href.ts';

/** The part of a query's state that is needed here. */
export interface QueryState<Data> {
  data: Data | undefined;
  error: unknown;
  isPlaceholderData: boolean;
  refetch: () => Promise<unknown>;
}

/**
 * Shows the data of a query, or a skeleton, or the error. Data that could not be refreshed are shown
 * with a notice.
 *
 * @param props.children called with the data, and whether they belong to the previous query
 */
export function QueryBoundary<Data>(props: {
  query: QueryState<Data>;
  fallback?: React.ReactNode;
  children: (data: Data, isStale: boolean) => React.ReactNode;
}) {
  const { query } = props;
  const { t } = useI18n();
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && <StaleNotice error={query.error} />}
        {props.children(query.data, query.isPlaceholderData)}
      </>
    );
  }
  if (query.error !== null) return <QueryError error={query.error} retry={query.refetch} />;
  return (
    <div>
      <p role="status" className="sr-only">
        {t('ui.loading')}
      </p>
      {props.fallback ?? <TableSkeleton />}
    </div>
  );
}

/** A table that is loading. */
function TableSkeleton() {
  return (
    <div className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} className="h-12" />
      ))}
    </div>
  );
}

function StaleNotice({ error }: { error: unknown }) {
  const { t } = useI18n();
  const signInAgain = useSessionExpiredPrompt(error);
  return (
    <Notice tone="warn" role="status" title={t('admin.staleTitle')}>
      {signInAgain ?? <p>{t('admin.staleText')}</p>}
    </Notice>
  );
}

function QueryError({ error, retry }: { error: unknown; retry: () => Promise<unknown> }) {
  const { t, format } = useI18n();
  const signInAgain = useSessionExpiredPrompt(error);
  const firstPage = useInvalidCursorError(error);
  if (firstPage) return firstPage;
  return (
    <ErrorState
      title={t('admin.failedTitle')}
      action={!signInAgain && <Button onClick={() => void retry()}>{t('ui.tryAgain')}</Button>}
    >
      {signInAgain ?? errorText({ t, format }, error)}
    </ErrorState>
  );
}

/** A link to the first page, if the cursor in the address is invalid. */
function useInvalidCursorError(error: unknown) {
  const { t } = useI18n();
  const path = usePathname();
  const query = new URLSearchParams(useSearchParams());
  const domain = getDomainError(error);
  if (domain?.code !== 'VALIDATION' || domain.issues[0]?.path !== 'cursor') return null;
  query.delete('cursor');
  return (
    <ErrorState
      title={t('admin.invalidCursorTitle')}
      action={
        <Link href={query.size > 0 ? `${path}?${query}` : path} className={buttonClass()}>
          {t('admin.firstPage')}
        </Link>
      }
    >
      {t('admin.invalidCursorText')}
    </ErrorState>
  );
}

/** A link to sign in again, if the session has expired. */
function useSessionExpiredPrompt(error: unknown) {
  const { t } = useI18n();
  const path = usePathname();
  const query = useSearchParams().toString();
  if (getDomainError(error)?.code !== 'SIGN_IN_REQUIRED') return null;
  return (
    <span className="flex flex-wrap items-center gap-3">
      {t('admin.sessionExpired')}
      <Link
        href={signInHref(query ? `${path}?${query}` : path)}
        className={buttonClass({ variant: 'primary', size: 'sm' })}
      >
        {t('admin.signInAgain')}
      </Link>
    </span>
  );
}
