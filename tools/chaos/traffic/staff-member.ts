import { v7 } from 'uuid';
import type { Random } from '../../simulator/random.ts';
import {
  filterEntries,
  type OrderLine,
  type OrderStatus,
  type Outcome,
} from '../../invariants/request-log.ts';
import type { Sku } from './catalogue.ts';
import { cookiesOf, type TimedOutcome } from './shop-client.ts';
import { callWeb, sleep, type TrafficContext } from './traffic-context.ts';

/** A sweep may have much to do. */
const SLOW_CALL_TIMEOUT_MS = 30_000;
const RECENT_ORDERS = 30;

/**
 * Signs in as a member of staff.
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

interface AttentionItem {
  kind: string;
  orderId: string;
  refundId?: string;
  error?: string | null;
}

/** Idempotent by its refund id. */
interface RefundRequest {
  orderId: string;
  refundId: string;
  amountCents: number;
  restockLines: readonly OrderLine[];
}

/**
 * A member of staff who adjusts stock, cancels, refunds in the shop and at the payment service's dashboard,
 * restocks and sweeps; also the banks that dispute payments.
 */
export class StaffMember {
  readonly #context: TrafficContext;
  readonly #random: Random;
  readonly #cookie: string;

  constructor(context: TrafficContext, random: Random, cookie: string) {
    this.#context = context;
    this.#random = random;
    this.#cookie = cookie;
  }

  /** Works until the traffic ends. */
  async run(): Promise<void> {
    for (;;) {
      await sleep(this.#context, this.#random.int(100, 500));
      const weights = { adjust: 6, cancel: 2, refund: 3, dashboard: 1, dispute: 1, sweep: 1 };
      switch (this.#random.weighted(weights)) {
        case 'adjust':
          await this.#adjustRandomSku();
          break;
        case 'cancel':
          await this.#cancelRandomOrder();
          break;
        case 'refund':
          await this.#refundRandomOrder();
          break;
        case 'dashboard':
          await this.#refundAtDashboard();
          break;
        case 'dispute':
          await this.#disputeRandomOrder();
          break;
        case 'sweep':
          await this.sweep();
          break;
      }
    }
  }

  /** Runs a sweep. */
  async sweep(): Promise<TimedOutcome<object>> {
    return await this.#call<object>('admin.sweeps.run', {}, SLOW_CALL_TIMEOUT_MS);
  }

  /** Adds units at the start of a run. */
  async receiveStock({ skuId, locationId }: Sku, delta: number): Promise<void> {
    const input = { skuId, locationId, delta, reason: 'received' };
    const { outcome } = await this.#call<object>('admin.stock.adjust', input, SLOW_CALL_TIMEOUT_MS);
    if (outcome.kind !== 'ok') throw new Error(`cannot receive stock: ${JSON.stringify(outcome)}`);
  }

  /** Resolves held payments and retries failed refunds. */
  async resolveAttentionItems(): Promise<void> {
    const { outcome } = await this.#call<{ items: AttentionItem[] }>(
      'admin.payments.attention',
      {},
      SLOW_CALL_TIMEOUT_MS,
      'query',
    );
    for (const item of outcome.kind === 'ok' ? outcome.value.items : []) {
      const { kind, orderId, refundId, error } = item;
      if (kind === 'payment_held') await this.#call('admin.payments.resolveHeld', { orderId });
      if (kind !== 'refund_failed') continue;
      // A payment that was charged back cannot be refunded at the payment service.
      const resolution = error?.includes('charged back') ? 'refunded_externally' : 'retried';
      const input = { orderId, refundId, resolution };
      await this.#call('admin.payments.resolveRefund', input, SLOW_CALL_TIMEOUT_MS);
    }
  }

  /** Looks an order's payment up at the payment service: the remedy of most differences. */
  async lookUp(input: { orderId: string; sessionId?: string }): Promise<Outcome<object>> {
    return (await this.#call<object>('admin.payments.lookUp', input, SLOW_CALL_TIMEOUT_MS)).outcome;
  }

  /** Adjusts stock on hand; idempotent. */
  async adjust(adjustment: {
    adjustmentId: string;
    skuId: string;
    locationId: string;
    delta: number;
  }): Promise<Outcome<object>> {
    const { adjustmentId, skuId, locationId, delta } = adjustment;
    const reason = delta > 0 ? 'received' : 'counted';
    const input = { adjustmentId, skuId, locationId, delta, reason };
    const answered = await this.#call<{ onHand: number; locked: number }>(
      'admin.stock.adjust',
      input,
    );
    this.#context.requestLog.append({
      operation: 'adjust',
      adjustmentId,
      skuId,
      locationId,
      delta,
      ...answered,
    });
    return answered.outcome;
  }

  async #adjustRandomSku(): Promise<void> {
    const { hot, spread } = this.#context.catalogue;
    const { skuId, locationId } = this.#random.pick(this.#random.chance(0.7) ? hot : spread);
    const delta = this.#random.chance(0.75) ? this.#random.int(1, 8) : -this.#random.int(1, 4);
    const adjustmentId = v7();
    await this.#retryUnknown(() => this.adjust({ adjustmentId, skuId, locationId, delta }));
  }

  async #cancelRandomOrder(): Promise<void> {
    const orderId = this.#pickRecentOrder('place');
    if (!orderId) return;
    const answered = await this.#call<{ status: OrderStatus }>('admin.orders.cancel', { orderId });
    this.#context.requestLog.append({ operation: 'cancel', by: 'staff', orderId, ...answered });
  }

  /** Refunds a part, at times with a restock; idempotent. */
  async refund(request: RefundRequest): Promise<Outcome<object>> {
    const { orderId, refundId, amountCents, restockLines } = request;
    const restock = restockLines.length > 0 && { restock: true, restockLines };
    const input = { orderId, refundId, amountCents, note: 'goodwill', ...restock };
    const answered = await this.#call<{ refundId: string }>('admin.orders.refund', input);
    const refund = { orderId, refundId, amountCents, restockLines };
    this.#context.requestLog.append({ operation: 'refund', ...refund, ...answered });
    return answered.outcome;
  }

  async #refundRandomOrder(): Promise<void> {
    const paid = this.#random.chance(0.5) ? this.#pickRecentPaidOrder() : undefined;
    const orderId = paid ?? this.#pickRecentOrder('payment action');
    if (!orderId) return;
    const goodwill = {
      orderId,
      refundId: v7(),
      amountCents: this.#random.int(100, 2000),
      restockLines: paid ? this.#pickRestockLines(paid) : [],
    };
    await this.#retryUnknown(() => this.refund(goodwill));
  }

  #pickRestockLines(orderId: string): OrderLine[] {
    const { entries } = this.#context.requestLog;
    const placed = filterEntries(entries, 'place').find((entry) => entry.orderId === orderId);
    if (!placed) return [];
    const { skuId, quantity } = this.#random.pick(placed.content.lines);
    return [{ skuId, quantity: this.#random.int(1, quantity) }];
  }

  async #refundAtDashboard(): Promise<void> {
    const paid = this.#random.chance(0.5) ? this.#pickRecentPaidOrder() : undefined;
    const orderId = paid ?? this.#pickRecentOrder('payment action');
    if (!orderId) return;
    const amount = this.#random.int(100, 1000);
    await this.#context.sandbox.performAction(orderId, 'refund at the dashboard', { amount });
  }

  /** Only of a paid order: a disputed late payment could never be refunded. */
  async #disputeRandomOrder(): Promise<void> {
    const orderId = this.#pickRecentPaidOrder();
    if (!orderId) return;
    await this.#context.sandbox.performAction(orderId, 'dispute');
    if (this.#random.chance(0.5)) return;
    const outcome = this.#random.pick(['won', 'lost']);
    await this.#context.sandbox.performAction(orderId, 'dispute decided', { outcome });
  }

  /** Retries with the same id while the outcome is unknown. */
  async #retryUnknown(send: () => Promise<Outcome<unknown>>): Promise<void> {
    while ((await send()).kind === 'unknown') {
      await sleep(this.#context, this.#random.int(50, 500));
    }
  }

  #pickRecentOrder(what: 'place' | 'payment action'): string | undefined {
    const recent = filterEntries(this.#context.requestLog.entries, what).slice(-RECENT_ORDERS);
    return recent.length > 0 ? this.#random.pick(recent).orderId : undefined;
  }

  #pickRecentPaidOrder(): string | undefined {
    const paid = filterEntries(this.#context.requestLog.entries, 'read order').filter(
      ({ outcome }) => outcome.kind === 'ok' && outcome.value.status === 'paid',
    );
    const recent = paid.slice(-RECENT_ORDERS);
    return recent.length > 0 ? this.#random.pick(recent).orderId : undefined;
  }

  #call<T>(
    procedure: string,
    input: object,
    timeoutMs = this.#context.clientTimeout.ms,
    kind: 'query' | 'mutation' = 'mutation',
  ) {
    const cookie = this.#cookie;
    return callWeb<T>(this.#context, this.#random, { procedure, kind, input, cookie, timeoutMs });
  }
}
