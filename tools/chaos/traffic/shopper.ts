import { v7 } from 'uuid';
import type { Random } from '../../simulator/random.ts';
import type {
  OrderAnswer,
  OrderContent,
  OrderStatus,
  Outcome,
  PlacedAnswer,
} from '../ledger/ledger.ts';
import { fillCart, type Wish } from './market.ts';
import { ask, linger, type Street } from './street.ts';

export interface Buyer {
  cookie: string;
  email: string;
}

const TRIES = 3;
const LOOKS_MAX = 20;

/** One person in front of a browser, who orders once. Everything asked and told is written down. */
export class Shopper {
  readonly #street: Street;
  readonly #random: Random;
  readonly #buyer: Buyer;
  readonly #orderId: string;
  readonly #content: OrderContent;

  /** @param wish what kind of SKUs; any when absent */
  constructor(street: Street, random: Random, buyer: Buyer, wish?: Wish) {
    this.#street = street;
    this.#random = random;
    this.#buyer = buyer;
    this.#orderId = v7();
    this.#content = { email: buyer.email, ...fillCart(street.market, random, wish) };
  }

  get orderId(): string {
    return this.#orderId;
  }

  /** Orders, then does what shoppers do. @throws when the traffic ends meanwhile */
  async visit(): Promise<void> {
    const random = this.#random;
    const payBy = await this.#placePatiently();
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
        await this.#cancelSomehow();
        break;
      case 'leave':
        if (random.chance(0.5)) await this.#requestPayment();
        break;
      case 'decline':
        if (await this.#requestPayment()) await this.#act('decline');
        if (random.chance(0.5)) await this.#act('pay by card');
        break;
      case 'bank':
        await this.#payByBank();
        break;
      case 'race':
        // Money and cancellation, or money and the end of the window, at the same moment.
        if (!(await this.#requestPayment())) break;
        if (random.chance(0.5)) await this.#waitUntil(payBy - random.int(0, 60));
        await Promise.all([this.#act('pay by card'), random.chance(0.5) && this.#cancelSomehow()]);
        break;
      case 'late':
        if (!(await this.#requestPayment())) break;
        await this.#cancelSomehow();
        await this.#act('pay after expiry');
        break;
    }
    await this.#followOrder();
  }

  /** Looks again and again until the order is settled, as its page does. */
  async #followOrder(): Promise<void> {
    for (let looks = 1; looks <= LOOKS_MAX; looks++) {
      await this.#think(300, 1000);
      const outcome = await this.look();
      if (outcome.is === 'told' && outcome.value.status !== 'pending_payment') return;
    }
  }

  /** Places the order, or asks for it again. */
  async place(web?: number): Promise<Outcome<PlacedAnswer>> {
    const answered = await this.#ask<PlacedAnswer>('orders.place', this.#input(this.#content), web);
    const { outcome } = answered;
    this.#street.ledger.write({
      what: 'place',
      orderId: this.#orderId,
      content: this.#content,
      ...answered,
    });
    return outcome;
  }

  async look(): Promise<Outcome<OrderAnswer>> {
    const answered = await this.#ask<OrderAnswer>(
      'orders.get',
      { orderId: this.#orderId },
      undefined,
      'query',
    );
    this.#street.ledger.write({ what: 'look', orderId: this.#orderId, ...answered });
    return answered.outcome;
  }

  async cancel(web?: number): Promise<Outcome<{ status: OrderStatus }>> {
    const answered = await this.#ask<{ status: OrderStatus }>(
      'orders.cancel',
      { orderId: this.#orderId },
      web,
    );
    this.#street.ledger.write({
      what: 'cancel',
      by: 'shopper',
      orderId: this.#orderId,
      ...answered,
    });
    return answered.outcome;
  }

  /** Asks again, with the same id, where no answer comes; sometimes twice at once, as a double click. */
  async #placePatiently(): Promise<number | null> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const outcomes = this.#random.chance(0.1)
        ? await Promise.all([this.place(0), this.place(1)])
        : [await this.place()];
      for (const outcome of outcomes) {
        if (outcome.is === 'told') return Date.parse(outcome.value.payBy);
      }
      if (outcomes.some((outcome) => outcome.is === 'refused')) return null;
      if (this.#random.chance(0.3)) break;
      await this.#think(20, 400);
    }
    if (this.#random.chance(0.5)) await this.look();
    return null;
  }

  async #reuseId(): Promise<void> {
    const content = { ...this.#content, email: `other.${this.#content.email}` };
    const answered = await this.#ask<PlacedAnswer>('orders.place', this.#input(content));
    this.#street.ledger.write({ what: 'reuse id', orderId: this.#orderId, ...answered });
  }

  async #requestPayment(): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const orderId = this.#orderId;
      const answered = await this.#ask<{ url: string }>('orders.requestPayment', { orderId });
      this.#street.ledger.write({ what: 'request payment', orderId, ...answered });
      if (answered.outcome.is !== 'unknown') return answered.outcome.is === 'told';
      await this.#think(50, 300);
    }
    return false;
  }

  async #pay(): Promise<void> {
    if (!(await this.#requestPayment())) return;
    await this.#think(0, 1500);
    const outcome = await this.#act('pay by card');
    if (outcome.is === 'unknown') await this.#act('pay by card');
  }

  async #payByBank(): Promise<void> {
    if (!(await this.#requestPayment())) return;
    const outcome = await this.#act('pay by bank');
    if (outcome.is !== 'told') return;
    await this.#think(0, 6000);
    await this.#act(this.#random.chance(0.7) ? 'bank settles' : 'bank fails');
  }

  async #cancelSomehow(): Promise<void> {
    if (this.#random.chance(0.2)) await Promise.all([this.cancel(0), this.cancel(1)]);
    else await this.cancel();
  }

  #act(act: Parameters<Street['control']['act']>[1]) {
    return this.#street.control.act(this.#orderId, act);
  }

  #ask<T>(procedure: string, input: object, web?: number, kind: 'query' | 'mutation' = 'mutation') {
    const { cookie } = this.#buyer;
    return ask<T>(this.#street, this.#random, { procedure, kind, input, cookie, web });
  }

  #input({ email, lines, totalCents }: OrderContent) {
    const shippingAddress = {
      name: 'Ada Example',
      line1: '1 Analytical Way',
      city: 'Utrecht',
      postalCode: '3511',
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
    return linger(this.#street, this.#random.int(minMs, maxMs));
  }

  #waitUntil(timeMs: number): Promise<void> {
    return linger(this.#street, Math.max(0, timeMs - Date.now()));
  }
}
