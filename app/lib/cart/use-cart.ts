'use client';

import { useSyncExternalStore } from 'react';
import { readCart, subscribeToCart } from './cart-store.ts';
import type { CartLine } from './cart-store.ts';

/** The cart; null while the page is not yet running in the browser, which alone knows it. */
export function useCart(): readonly CartLine[] | null {
  return useSyncExternalStore(subscribeToCart, readCart, unknownCart);
}

/** How many units the cart holds; 0 while it is not known. */
export function useCartUnits(): number {
  return useCart()?.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
}

const unknownCart = () => null;
