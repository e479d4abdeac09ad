import { v7 } from 'uuid';
import type { Random } from '../../simulator/random.ts';
import { entriesOf, type OrderStatus, type Outcome } from '../ledger/ledger.ts';
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
}

/** A member of staff who counts goods, cancels, gives money back and sweeps. */
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
      switch (this.#random.weighted({ adjust: 6, cancel: 2, refund: 2, sweep: 1 })) {
        case 'adjust':
          await this.#adjustSome();
          break;
        case 'cancel':
          await this.#cancel();
          break;
        case 'refund':
          await this.#refund();
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
      const { kind, orderId, refundId } = item;
      if (kind === 'payment_held') await this.#ask('admin.payments.resolveHeld', { orderId });
      if (kind !== 'refund_failed') continue;
      const input = { orderId, refundId, resolution: 'retried' };
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

  async #refund(): Promise<void> {
    const orderId = this.#recentOrder('act');
    if (!orderId) return;
    const amountCents = this.#random.int(100, 2000);
    const refundId = v7();
    const input = { orderId, refundId, amountCents, note: 'goodwill' };
    await this.#untilClear(async () => {
      const answered = await this.#ask<{ refundId: string }>('admin.orders.refund', input);
      this.#street.ledger.write({ what: 'refund', orderId, refundId, amountCents, ...answered });
      return answered.outcome;
    });
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
