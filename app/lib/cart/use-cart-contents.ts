'use client';

import { keepPreviousData, skipToken } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { useI18n } from '../texts/i18n-provider.tsx';
import { buildCartContents } from './cart-contents.ts';
import type { CartContents } from './cart-contents.ts';
import { useCart } from './cart-store.ts';

const POLL_INTERVAL_MS = 10_000;

/**
 * The cart with current prices and stock, polled.
 *
 * @returns `contents` is null until cart and prices are known; `stale` when the last refresh failed
 */
export function useCartContents(): {
  contents: CartContents | null;
  empty: boolean;
  failed: boolean;
  stale: boolean;
  retry: () => void;
} {
  const { language } = useI18n();
  const lines = useCart();
  const skuIds = lines?.map((line) => line.skuId).sort() ?? [];
  const skus = trpc.catalog.skus.useQuery(skuIds.length > 0 ? { skuIds, language } : skipToken, {
    refetchInterval: POLL_INTERVAL_MS,
    placeholderData: keepPreviousData,
  });
  return {
    contents: lines && skus.data ? buildCartContents(lines, skus.data) : null,
    empty: lines?.length === 0,
    failed: skus.isLoadingError,
    stale: skus.isRefetchError,
    retry: () => void skus.refetch(),
  };
}
