'use client';

import { clsx } from 'clsx';
import { createContext, use, useCallback, useEffect, useMemo, useRef } from 'react';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** How often queries are loaded again while the stream of changes is connected, and while it is not. */
const POLL_MS = { connected: 20_000, disconnected: 4_000 };
/** When a refused stream is opened again. */
const RETRY_MS = 10_000;

/** How long to pause after a load, as a multiple of its duration. */
const REFRESH_REST_FACTOR = 2;

interface LiveUpdates {
  connected: boolean;
  refresh: () => void;
}
const LiveUpdatesContext = createContext<LiveUpdates>({ connected: false, refresh: () => {} });

/** Listens to changes in the shop and reloads the page's queries. */
export function LiveUpdatesProvider({ children }: { children: React.ReactNode }) {
  const refresh = useThrottledRefresh();
  const { status, reset } = trpc.admin.changes.useSubscription(undefined, { onData: refresh });
  const connected = status === 'pending';

  useEffect(() => {
    if (status !== 'error') return;
    const timer = setTimeout(reset, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, reset]);

  const live = useMemo(() => ({ connected, refresh }), [connected, refresh]);
  return <LiveUpdatesContext value={live}>{children}</LiveUpdatesContext>;
}

/**
 * Reloads the page's queries. Changes during a load lead to one more load, after a pause in proportion
 * to the load's duration, so that a slow server gets fewer requests.
 */
function useThrottledRefresh(): () => void {
  const utils = trpc.useUtils();
  const state = useRef<'idle' | 'loading' | 'again'>('idle');
  return useCallback(() => {
    if (state.current !== 'idle') {
      state.current = 'again';
      return;
    }
    void (async () => {
      do {
        state.current = 'loading';
        const startedAt = performance.now();
        await utils.admin.invalidate(undefined, {}, { cancelRefetch: false });
        const tookMs = performance.now() - startedAt;
        await new Promise((resolve) => setTimeout(resolve, REFRESH_REST_FACTOR * tookMs));
      } while ((state.current as string) === 'again');
      state.current = 'idle';
    })();
  }, [utils]);
}

/** Reloads the page's queries after a change made here. */
export function useAdminRefresh(): () => void {
  return use(LiveUpdatesContext).refresh;
}

/**
 * Options that keep a query of the admin up to date.
 *
 * @param pollMs for data whose changes are not announced; how often it is loaded again
 */
export function useLiveQueryOptions(pollMs?: number) {
  const { connected } = use(LiveUpdatesContext);
  return {
    refetchInterval: pollMs ?? (connected ? POLL_MS.connected : POLL_MS.disconnected),
    placeholderData: keepPreviousData,
  } as const;
}

/** Shows whether changes appear as they happen. */
export function LiveStatusBadge() {
  const { t } = useI18n();
  const { connected } = use(LiveUpdatesContext);
  return (
    <p
      role="status"
      title={t(connected ? 'admin.liveNote' : 'admin.notLiveNote')}
      className="flex items-center gap-2 px-2 text-sm text-ink-soft"
    >
      <span
        aria-hidden
        className={clsx('size-2.5 rounded-full', connected ? 'bg-good' : 'animate-shimmer bg-warn')}
      />
      {t(connected ? 'admin.live' : 'admin.notLive')}
    </p>
  );
}
