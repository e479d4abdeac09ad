'use client';

import { clsx } from 'clsx';
import { createContext, use, useCallback, useEffect, useMemo, useRef } from 'react';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** How often a page asks by itself: rarely while it hears of changes, often while it does not. */
const POLL_MS = { heard: 20_000, unheard: 4_000 };
/** When a stream that was refused is asked for again. */
const RETRY_MS = 10_000;

/** How long to rest after a load, in the time that it took. */
const REFRESH_REST_FACTOR = 2;

type LiveUpdates = { connected: boolean; refresh: () => void };
const LiveUpdatesContext = createContext<LiveUpdates>({ connected: false, refresh: () => {} });

/** Hears of changes in the shop and reloads what the page shows. */
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
 * Reloads what is shown. Changes that come while it loads are answered by one more load, after a rest
 * that is longer the longer a load takes: in a rush, a page that is slow to answer is asked less often.
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

/** Reloads what the page shows, after a change of one's own. */
export function useAdminRefresh(): () => void {
  return use(LiveUpdatesContext).refresh;
}

/** How a query of the back office is kept up to date. */
export function useLiveQueryOptions() {
  const { connected: heard } = use(LiveUpdatesContext);
  return {
    refetchInterval: heard ? POLL_MS.heard : POLL_MS.unheard,
    placeholderData: keepPreviousData,
  } as const;
}

/** Says whether changes arrive as they happen. */
export function LiveStatusBadge() {
  const { t } = useI18n();
  const { connected: heard } = use(LiveUpdatesContext);
  return (
    <p
      role="status"
      title={t(heard ? 'admin.liveNote' : 'admin.notLiveNote')}
      className="flex items-center gap-2 px-2 text-sm text-ink-soft"
    >
      <span
        aria-hidden
        className={clsx('size-2.5 rounded-full', heard ? 'bg-good' : 'animate-shimmer bg-warn')}
      />
      {t(heard ? 'admin.live' : 'admin.notLive')}
    </p>
  );
}
