import { v7 } from 'uuid';
import type { Random } from '../../simulator/random.ts';
import { entriesOf, type OrderLine, type OrderStatus, type Outcome } from '../ledger/ledger.ts';
import type { Ware } from './market.ts';
import { cookiesOf, type Answered } from './shop-client.ts';
import { ask, linger, type Street } from './street.ts';

/** A sweep may work through much. */
const PATIENT_MS = 30_000;
const RECENT_ORDERS = 30;

/**
 * Signs a member of staff in, as from the shop's own page.
 * @returns the session's cookie
 */
export async function signIn(
  shopUrl: string,
  account: { email: string; password: string },
): Promise<string> {
  const response = await fetch(`${shopUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shopUrl },
    body: JSON.stringify(account),
  });
  if (!response.ok) throw new Error(`staff cannot sign in: ${await response.text()}`);
  return cookiesOf(response);
}

interface Attention {
  kind: string;
  orderId: string;
  refundId?: string;
  error?: string | null;
}

/** A refund as staff ask for it; asked for twice, it is one. */
interface Goodwill {
  orderId: string;
  refundId: string;
  amountCents: number;
  restockLines: OrderLine[];
}

/**
 * A member of staff who counts goods, cancels, gives money back in the shop and at the payment
 * service's dashboard, puts goods back on the shelf and sweeps; and, beside them, the banks that dispute.
 */
export class StaffMember {
  readonly #street: Street;
  readonly #random: Random;
  readonly #cookie: string;

  constructor(street: Street, random: Random, cookie: string) {
    this.#street = street;
    this.#random = random;
    this.#cookie = cookie;
  }

  /** Works until the traffic ends. */
  async work(): Promise<void> {
    for (;;) {
      await linger(this.#street, this.#random.int(100, 500));
      const acts = { adjust: 6, cancel: 2, refund: 3, dashboard: 1, dispute: 1, sweep: 1 };
      switch (this.#random.weighted(acts)) {
        case 'adjust':
          await this.#adjustSome();
          break;
        case 'cancel':
          await this.#cancel();
          break;
        case 'refund':
          await this.#refundSome();
          break;
        case 'dashboard':
          await this.#refundAtDashboard();
          break;
        case 'dispute':
          await this.#dispute();
          break;
        case 'sweep':
          await this.sweep();
          break;
      }
    }
  }

  /** Has the shop look for whatever its jobs have missed. */
  async sweep(): Promise<Answered<object>> {
    return await this.#ask<object>('admin.sweeps.run', {}, PATIENT_MS);
  }

  /** Adds units, at the start of a run. */
  async receive({ skuId, locationId }: Ware, delta: number): Promise<void> {
    const input = { skuId, locationId, delta, reason: 'received' };
    const { outcome } = await this.#ask<object>('admin.stock.adjust', input, PATIENT_MS);
    if (outcome.is !== 'told') throw new Error(`cannot receive goods: ${JSON.stringify(outcome)}`);
  }

  /** Gives back money that does not fit its order, and tries refunds again that the service refused. */
  async attend(): Promise<void> {
    const { outcome } = await this.#ask<{ items: Attention[] }>(
      'admin.payments.attention',
      {},
      PATIENT_MS,
      'query',
    );
    for (const item of outcome.is === 'told' ? outcome.value.items : []) {
      const { kind, orderId, refundId, error } = item;
      if (kind === 'payment_held') await this.#ask('admin.payments.resolveHeld', { orderId });
      if (kind !== 'refund_failed') continue;
      // What a bank has taken back cannot be given back at the payment service any more.
      const resolution = error?.includes('charged back') ? 'given_back_elsewhere' : 'retried';
      const input = { orderId, refundId, resolution };
      await this.#ask('admin.payments.resolveRefund', input, PATIENT_MS);
    }
  }

  /** Asks the payment service about an order's money, as the remedy of most differences is. */
  async lookUp(input: { orderId: string; sessionId?: string }): Promise<Outcome<object>> {
    return (await this.#ask<object>('admin.payments.lookUp', input, PATIENT_MS)).outcome;
  }

  /** Changes what is on hand, or asks for it again. */
  async adjust(adjustment: {
    adjustmentId: string;
    skuId: string;
    locationId: string;
    delta: number;
  }): Promise<Outcome<object>> {
    const { adjustmentId, skuId, locationId, delta } = adjustment;
    const reason = delta > 0 ? 'received' : 'counted';
    const input = { adjustmentId, skuId, locationId, delta, reason };
    const answered = await this.#ask<{ onHand: number; locked: number }>(
      'admin.stock.adjust',
      input,
    );
    this.#street.ledger.write({
      what: 'adjust',
      adjustmentId,
      skuId,
      locationId,
      delta,
      ...answered,
    });
    return answered.outcome;
  }

  async #adjustSome(): Promise<void> {
    const { hot, spread } = this.#street.market;
    const { skuId, locationId } = this.#random.pick(this.#random.chance(0.7) ? hot : spread);
    const delta = this.#random.chance(0.75) ? this.#random.int(1, 8) : -this.#random.int(1, 4);
    const adjustmentId = v7();
    await this.#untilClear(() => this.adjust({ adjustmentId, skuId, locationId, delta }));
  }

  async #cancel(): Promise<void> {
    const orderId = this.#recentOrder('place');
    if (!orderId) return;
    const answered = await this.#ask<{ status: OrderStatus }>('admin.orders.cancel', { orderId });
    this.#street.ledger.write({ what: 'cancel', by: 'staff', orderId, ...answered });
  }

  /** Gives a part back, at times with goods, or asks for it again. */
  async refund(goodwill: Goodwill): Promise<Outcome<object>> {
    const { orderId, refundId, amountCents, restockLines } = goodwill;
    const restock = restockLines.length > 0 && { restock: true, restockLines };
    const input = { orderId, refundId, amountCents, note: 'goodwill', ...restock };
    const answered = await this.#ask<{ refundId: string }>('admin.orders.refund', input);
    const asked = { orderId, refundId, amountCents, restockLines };
    this.#street.ledger.write({ what: 'refund', ...asked, ...answered });
    return answered.outcome;
  }

  async #refundSome(): Promise<void> {
    const paid = this.#random.chance(0.5) ? this.#recentlyPaid() : undefined;
    const orderId = paid ?? this.#recentOrder('act');
    if (!orderId) return;
    const goodwill = {
      orderId,
      refundId: v7(),
      amountCents: this.#random.int(100, 2000),
      restockLines: paid ? this.#someUnitsOf(paid) : [],
    };
    await this.#untilClear(() => this.refund(goodwill));
  }

  #someUnitsOf(orderId: string): OrderLine[] {
    const { entries } = this.#street.ledger;
    const placed = entriesOf(entries, 'place').find((entry) => entry.orderId === orderId);
    if (!placed) return [];
    const { skuId, quantity } = this.#random.pick(placed.content.lines);
    return [{ skuId, quantity: this.#random.int(1, quantity) }];
  }

  async #refundAtDashboard(): Promise<void> {
    const paid = this.#random.chance(0.5) ? this.#recentlyPaid() : undefined;
    const orderId = paid ?? this.#recentOrder('act');
    if (!orderId) return;
    const amount = this.#random.int(100, 1000);
    await this.#street.control.act(orderId, 'refund at the dashboard', { amount });
  }

  /** Of a paid order: what was to be given back of another could never be, once a bank has taken it. */
  async #dispute(): Promise<void> {
    const orderId = this.#recentlyPaid();
    if (!orderId) return;
    await this.#street.control.act(orderId, 'dispute');
    if (this.#random.chance(0.5)) return;
    const outcome = this.#random.pick(['won', 'lost']);
    await this.#street.control.act(orderId, 'dispute decided', { outcome });
  }

  /** Asks again, with the same id, where no answer comes. */
  async #untilClear(ask: () => Promise<Outcome<unknown>>): Promise<void> {
    while ((await ask()).is === 'unknown') {
      await linger(this.#street, this.#random.int(50, 500));
    }
  }

  #recentOrder(what: 'place' | 'act'): string | undefined {
    const recent = entriesOf(this.#street.ledger.entries, what).slice(-RECENT_ORDERS);
    return recent.length > 0 ? this.#random.pick(recent).orderId : undefined;
  }

  #recentlyPaid(): string | undefined {
    const paid = entriesOf(this.#street.ledger.entries, 'look').filter(
      ({ outcome }) => outcome.is === 'told' && outcome.value.status === 'paid',
    );
    const recent = paid.slice(-RECENT_ORDERS);
    return recent.length > 0 ? this.#random.pick(recent).orderId : undefined;
  }

  #ask<T>(
    procedure: string,
    input: object,
    patienceMs = this.#street.patience.ms,
    kind: 'query' | 'mutation' = 'mutation',
  ) {
    const cookie = this.#cookie;
    return ask<T>(this.#street, this.#random, { procedure, kind, input, cookie, patienceMs });
  }
}
