'use client';

import { LINES_MAX, QUANTITY_MAX } from '#server/shared/limits.ts';
import { useSyncExternalStore } from 'react';

/** A cart line, with name and price as seen when added. */
export interface CartLine {
  skuId: string;
  quantity: number;
  seenPriceCents: number;
  /** Shown when the product is no longer sold. */
  name: string;
}

const STORAGE_KEY = 'holdfast-cart';
const NO_LINES: readonly CartLine[] = [];

let lines: readonly CartLine[] | undefined;
const listeners = new Set<() => void>();

/** The cart in localStorage. */
function readCart(): readonly CartLine[] {
  lines ??= parseCart(readStorage());
  return lines;
}

/** Also called for changes in other tabs. */
function subscribeToCart(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

/**
 * Adds units of a SKU, up to the limit per order.
 *
 * @returns false when the cart already has the most lines an order can have
 */
export function addToCart(added: CartLine): boolean {
  const current = readCart();
  const present = current.find((line) => line.skuId === added.skuId);
  if (!present && current.length >= LINES_MAX) return false;
  const quantity = Math.min((present?.quantity ?? 0) + added.quantity, QUANTITY_MAX);
  const next = { ...added, quantity };
  write(present ? current.map((line) => (line === present ? next : line)) : [...current, next]);
  return true;
}

export function setQuantity(skuId: string, quantity: number): void {
  write(readCart().map((line) => (line.skuId === skuId ? { ...line, quantity } : line)));
}

/** A removed line and its index. */
export interface RemovedLine {
  line: CartLine;
  index: number;
}

/** @returns what `restoreCartLine` needs; undefined when the line is not in the cart */
export function removeFromCart(skuId: string): RemovedLine | undefined {
  const current = readCart();
  const index = current.findIndex((line) => line.skuId === skuId);
  const line = current[index];
  if (!line) return undefined;
  write(current.toSpliced(index, 1));
  return { line, index };
}

/** Undoes a removal; other lines keep later changes. */
export function restoreCartLine({ line, index }: RemovedLine): void {
  const current = readCart();
  if (current.some(({ skuId }) => skuId === line.skuId)) return;
  write(current.toSpliced(index, 0, line));
}

/** Marks current prices as seen. */
export function acceptPrices(prices: ReadonlyMap<string, number>): void {
  write(
    readCart().map((line) => ({
      ...line,
      seenPriceCents: prices.get(line.skuId) ?? line.seenPriceCents,
    })),
  );
}

export function clearCart(): void {
  write(NO_LINES);
}

function write(next: readonly CartLine[]): void {
  lines = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Storage may be full or blocked; the cart then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function onStorage(event: StorageEvent): void {
  if (event.key !== STORAGE_KEY && event.key !== null) return;
  lines = parseCart(event.newValue);
  for (const listener of listeners) listener();
}

function readStorage(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function parseCart(text: string | null): readonly CartLine[] {
  if (text === null) return NO_LINES;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isCartLine) : NO_LINES;
  } catch {
    return NO_LINES;
  }
}

function isCartLine(value: unknown): value is CartLine {
  if (typeof value !== 'object' || value === null) return false;
  const { skuId, quantity, seenPriceCents, name } = value as Record<string, unknown>;
  return (
    typeof skuId === 'string' &&
    typeof name === 'string' &&
    Number.isInteger(quantity) &&
    Number(quantity) >= 1 &&
    Number(quantity) <= QUANTITY_MAX &&
    Number.isInteger(seenPriceCents)
  );
}

/** The cart; null on the server and until hydration. */
export function useCart(): readonly CartLine[] | null {
  return useSyncExternalStore(subscribeToCart, readCart, unknownCart);
}

/** Number of units; 0 until hydration. */
export function useCartUnits(): number {
  return useCart()?.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
}

const unknownCart = () => null;
