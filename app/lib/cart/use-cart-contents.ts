'use client';

import { keepPreviousData, skipToken } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { useI18n } from '../texts/i18n-provider.tsx';
import { buildCartContents } from './cart-contents.ts';
import type { CartContents } from './cart-contents.ts';
import { useCart } from './cart-store.ts';

/** How often a cart on the screen is compared with the shop. */
const POLL_INTERVAL_MS = 10_000;

/**
 * The cart with today's prices and stock, kept up to date while it is looked at.
 *
 * @returns `contents` is null until both are known; `empty` is known without the shop; `stale` when
 *   the shop could not be asked
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
