import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from './attack.ts';
import { newOrder } from './new-order.ts';
import { mutate, send } from './send.ts';

/** How long an honest shopper waited for each page and each order, in ms; Infinity for a failure. */
export interface Waits {
  pages: number[];
  orders: number[];
}

const PAUSE_MS = 100;

/** All so far, so that no network has more unpaid orders than it may. */
let shoppers = 0;

/** Shoppers who open the catalogue and place an order, one after the other, each from a network of its own. */
export async function shop(
  { url, skuId, priceCents, pages }: Target,
  nextBuyer: () => string,
  signal: AbortSignal,
): Promise<Waits> {
  const waits: Waits = { pages: [], orders: [] };
  for (; !signal.aborted; shoppers++) {
    const n = shoppers;
    const network = `198.51.${Math.floor(n / 250) % 250}.${n % 250}`;
    if (pages) waits.pages.push(await time(() => send(url, { network })));
    const headers = { cookie: nextBuyer() };
    const order = newOrder(skuId, priceCents);
    waits.orders.push(await time(() => mutate(url, 'orders.place', order, { network, headers })));
    await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
  return waits;
}

async function time(request: () => Promise<{ status: number }>): Promise<number> {
  const began = performance.now();
  const { status } = await request();
  return status === 200 ? performance.now() - began : Infinity;
}
