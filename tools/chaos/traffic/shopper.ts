import { v7 } from 'uuid';
import type { Random } from '../../simulator/random.ts';
import type {
  OrderResponse,
  OrderContent,
  OrderStatus,
  Outcome,
  PlaceResponse,
} from '../../invariants/request-log.ts';
import { fillCart, type CartKind } from './catalogue.ts';
import { callWeb, sleep, type TrafficContext } from './traffic-context.ts';

export interface Buyer {
  cookie: string;
  email: string;
}

const ATTEMPTS_MAX = 3;
const POLLS_MAX = 20;

/** A shopper who orders once. Every request is logged. */
export class Shopper {
  readonly #context: TrafficContext;
  readonly #random: Random;
  readonly #buyer: Buyer;
  readonly #orderId: string;
  readonly #content: OrderContent;

  /** @param cartKind random when absent */
  constructor(context: TrafficContext, random: Random, buyer: Buyer, cartKind?: CartKind) {
    this.#context = context;
    this.#random = random;
    this.#buyer = buyer;
    this.#orderId = v7();
    this.#content = { email: buyer.email, ...fillCart(context.catalogue, random, cartKind) };
  }

  get orderId(): string {
    return this.#orderId;
  }

  /** Places an order and then pays, cancels or leaves. @throws when the traffic ends meanwhile */
  async run(): Promise<void> {
    const random = this.#random;
    const payBy = await this.#placeWithRetries();
    if (payBy === null) return;
    if (random.chance(0.1)) await this.place();
    if (random.chance(0.05)) await this.#reuseId();
    await this.#think(0, 400);
    switch (
      random.weighted({ pay: 8, cancel: 4, leave: 4, decline: 2, bank: 3, race: 3, late: 1 })
    ) {
      case 'pay':
        await this.#pay();
        break;
      case 'cancel':
        if (random.chance(0.5)) await this.#requestPayment();
        await this.#think(0, 1000);
        await this.#cancelOnceOrTwice();
        break;
      case 'leave':
        if (random.chance(0.5)) await this.#requestPayment();
        break;
      case 'decline':
        if (await this.#requestPayment()) await this.#performAction('decline');
        if (random.chance(0.5)) await this.#performAction('pay by card');
        break;
      case 'bank':
        await this.#payByBank();
        break;
      case 'race':
        // The payment races with a cancellation or with the deadline.
        if (!(await this.#requestPayment())) break;
        if (random.chance(0.5)) await this.#waitUntil(payBy - random.int(0, 60));
        await Promise.all([
          this.#performAction('pay by card'),
          random.chance(0.5) && this.#cancelOnceOrTwice(),
        ]);
        break;
      case 'late':
        if (!(await this.#requestPayment())) break;
        await this.#cancelOnceOrTwice();
        await this.#performAction('pay after expiry');
        break;
    }
    await this.#pollUntilClosed();
  }

  /** Polls until the order is settled, as its page does. */
  async #pollUntilClosed(): Promise<void> {
    for (let poll = 1; poll <= POLLS_MAX; poll++) {
      await this.#think(300, 1000);
      const outcome = await this.readStatus();
      if (outcome.kind === 'ok' && outcome.value.status !== 'pending_payment') return;
    }
  }

  /** Places the order; idempotent. */
  async place(web?: number): Promise<Outcome<PlaceResponse>> {
    const response = await this.#call<PlaceResponse>(
      'orders.place',
      this.#input(this.#content),
      web,
    );
    const { outcome } = response;
    this.#context.requestLog.append({
      operation: 'place',
      orderId: this.#orderId,
      content: this.#content,
      ...response,
    });
    return outcome;
  }

  async readStatus(): Promise<Outcome<OrderResponse>> {
    const response = await this.#call<OrderResponse>(
      'orders.get',
      { orderId: this.#orderId },
      undefined,
      'query',
    );
    this.#context.requestLog.append({
      operation: 'read order',
      orderId: this.#orderId,
      ...response,
    });
    return response.outcome;
  }

  async cancel(web?: number): Promise<Outcome<{ status: OrderStatus }>> {
    const response = await this.#call<{ status: OrderStatus }>(
      'orders.cancel',
      { orderId: this.#orderId },
      web,
    );
    this.#context.requestLog.append({
      operation: 'cancel',
      by: 'shopper',
      orderId: this.#orderId,
      ...response,
    });
    return response.outcome;
  }

  /** Retries with the same id; sometimes sends two requests at once, like a double click. */
  async #placeWithRetries(): Promise<number | null> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const outcomes = this.#random.chance(0.1)
        ? await Promise.all([this.place(0), this.place(1)])
        : [await this.place()];
      for (const outcome of outcomes) {
        if (outcome.kind === 'ok') return Date.parse(outcome.value.payBy);
      }
      if (outcomes.some((outcome) => outcome.kind === 'refused')) return null;
      if (this.#random.chance(0.3)) break;
      await this.#think(20, 400);
    }
    if (this.#random.chance(0.5)) await this.readStatus();
    return null;
  }

  async #reuseId(): Promise<void> {
    const content = { ...this.#content, email: `other.${this.#content.email}` };
    const response = await this.#call<PlaceResponse>('orders.place', this.#input(content));
    this.#context.requestLog.append({ operation: 'reuse id', orderId: this.#orderId, ...response });
  }

  async #requestPayment(): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const orderId = this.#orderId;
      const response = await this.#call<{ url: string }>('orders.requestPayment', { orderId });
      this.#context.requestLog.append({ operation: 'request payment', orderId, ...response });
      if (response.outcome.kind !== 'unknown') return response.outcome.kind === 'ok';
      await this.#think(50, 300);
    }
    return false;
  }

  async #pay(): Promise<void> {
    if (!(await this.#requestPayment())) return;
    await this.#think(0, 1500);
    const outcome = await this.#performAction('pay by card');
    if (outcome.kind === 'unknown') await this.#performAction('pay by card');
  }

  async #payByBank(): Promise<void> {
    if (!(await this.#requestPayment())) return;
    const outcome = await this.#performAction('pay by bank');
    if (outcome.kind !== 'ok') return;
    await this.#think(0, 6000);
    await this.#performAction(this.#random.chance(0.7) ? 'bank settles' : 'bank fails');
  }

  async #cancelOnceOrTwice(): Promise<void> {
    if (this.#random.chance(0.2)) await Promise.all([this.cancel(0), this.cancel(1)]);
    else await this.cancel();
  }

  #performAction(act: Parameters<TrafficContext['sandbox']['performAction']>[1]) {
    return this.#context.sandbox.performAction(this.#orderId, act);
  }

  #call<T>(
    procedure: string,
    input: object,
    web?: number,
    kind: 'query' | 'mutation' = 'mutation',
  ) {
    const { cookie } = this.#buyer;
    return callWeb<T>(this.#context, this.#random, { procedure, kind, input, cookie, web });
  }

  #input({ email, lines, totalCents }: OrderContent) {
    const shippingAddress = {
      name: 'Ada Example',
      line1: '1 Analytical Way',
      city: 'Utrecht',
      postalCode: '3511 AB',
      country: 'NL',
    };
    return {
      orderId: this.#orderId,
      lines,
      email,
      shippingAddress,
      expectedTotalCents: totalCents,
    };
  }

  #think(minMs: number, maxMs: number): Promise<void> {
    return sleep(this.#context, this.#random.int(minMs, maxMs));
  }

  #waitUntil(timeMs: number): Promise<void> {
    return sleep(this.#context, Math.max(0, timeMs - Date.now()));
  }
}
