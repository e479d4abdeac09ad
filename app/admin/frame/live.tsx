'use client';

import { clsx } from 'clsx';
import { createContext, use, useCallback, useEffect, useMemo, useRef } from 'react';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../lib/api/trpc.ts';
import { useTexts } from '../../lib/texts/texts-provider.tsx';

/** How often a page asks by itself: rarely while it hears of changes, often while it does not. */
const POLL_MS = { heard: 20_000, unheard: 4_000 };
/** When a stream that was refused is asked for again. */
const RETRY_MS = 10_000;

/** How long to rest after a load, in the time that it took. */
const REST_FACTOR = 2;

type Live = { heard: boolean; refresh: () => void };
const LiveContext = createContext<Live>({ heard: false, refresh: () => {} });

/** Hears of changes in the shop and reloads what the page shows. */
export function LiveProvider({ children }: { children: React.ReactNode }) {
  const refresh = useRefresh();
  const { status, reset } = trpc.admin.changes.useSubscription(undefined, { onData: refresh });
  const heard = status === 'pending';

  useEffect(() => {
    if (status !== 'error') return;
    const timer = setTimeout(reset, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, reset]);

  const live = useMemo(() => ({ heard, refresh }), [heard, refresh]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/**
 * Reloads what is shown. Changes that come while it loads are answered by one more load, after a rest
 * that is longer the longer a load takes: in a rush, a page that is slow to answer is asked less often.
 */
function useRefresh(): () => void {
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
        await new Promise((resolve) => setTimeout(resolve, REST_FACTOR * tookMs));
      } while ((state.current as string) === 'again');
      state.current = 'idle';
    })();
  }, [utils]);
}

/** Reloads what the page shows, after a change of one's own. */
export function useLiveRefresh(): () => void {
  return use(LiveContext).refresh;
}

/** How a query of the back office is kept up to date. */
export function useLiveQuery() {
  const { heard } = use(LiveContext);
  return {
    refetchInterval: heard ? POLL_MS.heard : POLL_MS.unheard,
    placeholderData: keepPreviousData,
  } as const;
}

/** Says whether changes arrive as they happen. */
export function LiveBadge() {
  const { t } = useTexts();
  const { heard } = use(LiveContext);
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
