'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { domainErrorOf } from '../../lib/api/domain-error.ts';
import { errorText } from '../../lib/api/error-text.ts';
import { useTexts } from '../../lib/texts/texts-provider.tsx';
import { signInHref } from '../session/sign-in-href.ts';

/** What a query of the data layer says of itself. */
export type Query<Data> = {
  data: Data | undefined;
  error: unknown;
  isPlaceholderData: boolean;
  refetch: () => Promise<unknown>;
};

/**
 * Shows what a query brings: a stand-in while it is on its way, why it failed and what to do, or its
 * data, with a word when they are old because they could not be refreshed.
 *
 * @param props.children given the data, and whether they are still those of the view before
 */
export function Loaded<Data>(props: {
  query: Query<Data>;
  waiting?: React.ReactNode;
  children: (data: Data, busy: boolean) => React.ReactNode;
}) {
  const { query } = props;
  const { t } = useTexts();
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && <Stale error={query.error} />}
        {props.children(query.data, query.isPlaceholderData)}
      </>
    );
  }
  if (query.error !== null) return <Failed error={query.error} retry={query.refetch} />;
  return (
    <div>
      <p role="status" className="sr-only">
        {t('ui.loading')}
      </p>
      {props.waiting ?? <RowsSkeleton />}
    </div>
  );
}

/** Stands where a table is going to be. */
export function RowsSkeleton() {
  return (
    <div className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} className="h-12" />
      ))}
    </div>
  );
}

function Stale({ error }: { error: unknown }) {
  const { t } = useTexts();
  const signInAgain = useSignInAgain(error);
  return (
    <Notice tone="warn" role="status" title={t('admin.staleTitle')}>
      {signInAgain ?? <p>{t('admin.staleText')}</p>}
    </Notice>
  );
}

function Failed({ error, retry }: { error: unknown; retry: () => Promise<unknown> }) {
  const { t, format } = useTexts();
  const signInAgain = useSignInAgain(error);
  const firstPage = useFirstPage(error);
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

/** The way on for somebody whose link leads to a page of a list that cannot be found any more. */
function useFirstPage(error: unknown) {
  const { t } = useTexts();
  const path = usePathname();
  const query = new URLSearchParams(useSearchParams());
  const domain = domainErrorOf(error);
  if (domain?.code !== 'VALIDATION' || domain.issues[0]?.path !== 'cursor') return null;
  query.delete('cursor');
  return (
    <ErrorState
      title={t('admin.noSuchPageTitle')}
      action={
        <Link href={query.size > 0 ? `${path}?${query}` : path} className={buttonClass()}>
          {t('admin.firstPage')}
        </Link>
      }
    >
      {t('admin.noSuchPageText')}
    </ErrorState>
  );
}

/** The way back for somebody whose session ended while the page was open. */
function useSignInAgain(error: unknown) {
  const { t } = useTexts();
  const path = usePathname();
  const query = useSearchParams().toString();
  if (domainErrorOf(error)?.code !== 'SIGN_IN_REQUIRED') return null;
  return (
    <span className="flex flex-wrap items-center gap-3">
      {t('admin.sessionOver')}
      <Link
        href={signInHref(query ? `${path}?${query}` : path)}
        className={buttonClass({ variant: 'primary', size: 'sm' })}
      >
        {t('admin.signInAgain')}
      </Link>
    </span>
  );
}
