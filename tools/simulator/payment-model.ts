import {
  PaymentServiceError,
  type PayableLine,
  type PayableOrder,
  type PaymentEvent,
  type Session,
  type SessionState,
} from '#server/platform/payment-service.ts';
import { Random } from './random.ts';
import { RefundModel } from './refund-model.ts';
import { expectUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;
/** The service remembers a key, and a session lives, for a day. */
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface ModelSession {
  sessionId: string;
  orderId: string;
  name: string;
  intentId: string;
  amountCents: number;
  /** The amount when it was opened. */
  orderedCents: number;
  currency: string;
  status: 'open' | 'complete' | 'expired';
  money: 'none' | 'processing' | 'paid' | 'failed';
  createdMs: number;
  /** Opened by somebody else in the name of our order. */
  isForeign: boolean;
}

/** How a shopper pays: what happens at once, and for a bank transfer what its bank says later. */
export type Payment =
  { method: 'card' } | { method: 'bank'; afterMs: number; outcome: 'succeeds' | 'fails' };

export type Fact = NonNullable<PaymentEvent['notice']>;

/** An event as the service sends it; the last kinds of fault are forgeries of it. */
export interface ModelEvent {
  event: PaymentEvent;
  /** Of the session or refund that it tells of. */
  name: string;
  signed: boolean;
  /** News that nobody could ask for, since nobody expects it: the service sends it until it is taken. */
  unexpected: boolean;
}

/**
 * The payment service as its documentation describes it: sessions that are atomically paid or
 * expired, requests that are the same when sent again with the same key, money that is under way for
 * long, and an event for each change. What it says is the
 * truth about money in a run.
 */
export class PaymentModel {
  readonly sessions = new Map<string, ModelSession>();
  readonly refunds: RefundModel;
  /** Orders about which something changed since it was last looked at. */
  readonly touched = new Set<string>();
  /** Money that nobody may know of yet, since its event is under way. */
  readonly untold = new Set<string>();
  readonly #world: World;
  readonly #emit: (event: ModelEvent) => void;
  readonly #keys = new Map<string, { answer: unknown; atMs: number }>();
  #events = 0;

  constructor(world: World, emit: (event: ModelEvent) => void) {
    this.#world = world;
    this.#emit = emit;
    this.refunds = new RefundModel(world, this);
  }

  sessionsOf(orderId: string): ModelSession[] {
    return [...this.sessions.values()].filter((session) => session.orderId === orderId);
  }

  open(order: PayableOrder, lines: readonly PayableLine[], key: string): Session {
    return this.once(key, () => {
      const amountCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
      const { sessionId, name } = this.#add(order.orderId, amountCents, false);
      this.#world.scheduler.after(DAY_MS, `end ${name}`, () => this.end(sessionId));
      const answer = this.read(sessionId);
      // Somebody changes at the service what is to be paid; the money will not fit the order.
      if (this.#world.faults.strikes('wrong amount paid', name)) {
        this.sessions.get(sessionId)!.amountCents += 100;
      }
      return answer;
    });
  }

  #add(orderId: string, amountCents: number, isForeign: boolean): ModelSession {
    const name = this.#world.story.nameOf(orderId);
    const ofOrder = this.sessionsOf(orderId).filter((session) => session.isForeign === isForeign);
    const suffix = `${isForeign ? 'elsewhere_' : ''}${name}_${ofOrder.length + 1}`;
    const session: ModelSession = {
      sessionId: `cs_${suffix}`,
      intentId: `pi_${suffix}`,
      orderId,
      name,
      amountCents,
      orderedCents: amountCents,
      currency: 'EUR',
      status: 'open',
      money: 'none',
      createdMs: this.#world.scheduler.nowMs,
      isForeign,
    };
    this.sessions.set(session.sessionId, session);
    this.touched.add(orderId);
    this.#world.story.tell(`service: session ${session.sessionId} is open`);
    return session;
  }

  read(sessionId: string): Session {
    const session = this.#find(sessionId);
    return {
      sessionId,
      orderId: session.orderId,
      url: session.status === 'open' ? `https://pay.example/${sessionId}` : null,
      state: stateOf(session),
      createdAt: new Date(session.createdMs),
    };
  }

  /** The session of a payment that was begun. */
  find(intentId: string): Session | null {
    const session = [...this.sessions.values()].find((one) => one.intentId === intentId);
    return session && session.money !== 'none' ? this.read(session.sessionId) : null;
  }

  /** Expires a session that is open, and says what it is now. */
  end(sessionId: string): SessionState {
    const session = this.#find(sessionId);
    if (session.status === 'open') {
      session.status = 'expired';
      this.#changed(session, 'is expired', 'checkout.session.expired');
      this.#maybePayLate(session);
    }
    return stateOf(session);
  }

  /** @returns what the shopper's browser shows */
  pay(sessionId: string, payment: Payment): 'paid' | 'processing' | 'too late' {
    const session = this.#find(sessionId);
    if (session.status !== 'open') return 'too late';
    session.status = 'complete';
    session.money = payment.method === 'card' ? 'paid' : 'processing';
    this.#changed(session, `is complete: ${session.money}`, 'checkout.session.completed');
    if (payment.method === 'card') return 'paid';

    const { afterMs, outcome } = payment;
    expectUntil(this.#world, afterMs);
    this.#world.scheduler.after(afterMs, `bank ${session.name}`, () => {
      session.money = outcome === 'succeeds' ? 'paid' : 'failed';
      const kind = outcome === 'succeeds' ? 'async_payment_succeeded' : 'async_payment_failed';
      this.#world.faults.count(`asynchronous payment ${outcome} late`, session.name);
      this.#changed(session, `got its bank's answer: ${session.money}`, `checkout.session.${kind}`);
    });
    return 'processing';
  }

  /** What was created in a period, newest first. */
  listSessions(fromMs: number, toMs: number): Session[] {
    return [...this.sessions.values()]
      .filter(({ createdMs }) => createdMs >= fromMs && createdMs < toMs)
      .map(({ sessionId }) => this.read(sessionId))
      .toReversed();
  }

  /** An event that tells what is not so, or is none of this shop's. */
  forge(fact: Fact, name: string, signed: boolean): void {
    this.send('checkout.session.completed', fact, { name, signed, unexpected: false });
  }

  /** A session that we did not open names our order, and ends one way or the other. */
  meddle(orderId: string, amountCents: number, end: 'paid' | 'expired'): void {
    const session = this.#add(orderId, amountCents, true);
    if (end === 'paid') this.pay(session.sessionId, { method: 'card' });
    else this.end(session.sessionId);
  }

  #maybePayLate(session: ModelSession): void {
    const { faults, scheduler } = this.#world;
    if (!faults.strikes('payment after its session expired', session.name)) return;
    const late = new Random(scheduler.seed, `late ${session.name}`).skewed(1000, 90 * MINUTE_MS);
    expectUntil(this.#world, late);
    scheduler.after(late, `late ${session.name}`, () => {
      session.money = 'paid';
      this.untold.add(session.orderId);
      const kind = 'checkout.session.async_payment_succeeded';
      this.#changed(session, 'is paid, though it has expired', kind, true);
    });
  }

  #changed(session: ModelSession, what: string, kind: string, unexpected = false): void {
    const { orderId, sessionId, name } = session;
    this.touched.add(orderId);
    this.#world.story.tell(`service: session ${sessionId} ${what}`);
    const fact: Fact = { about: 'session', orderId, sessionId, state: stateOf(session) };
    this.send(kind, fact, { name, signed: true, unexpected });
  }

  send(kind: string, fact: Fact, options: Omit<ModelEvent, 'event'>): void {
    this.#events++;
    const eventId = `evt_${this.#events}`;
    const occurredAt = new Date(this.#world.scheduler.nowMs);
    this.#emit({ event: { eventId, kind, occurredAt, notice: fact }, ...options });
  }

  /** The same key gives the first answer again, as it was, until the key is forgotten. */
  once<T>(key: string, work: () => T): T {
    const { nowMs } = this.#world.scheduler;
    const earlier = this.#keys.get(key);
    if (earlier && nowMs - earlier.atMs < DAY_MS) return structuredClone(earlier.answer) as T;
    const answer = work();
    this.#keys.set(key, { answer: structuredClone(answer), atMs: nowMs });
    return answer;
  }

  #find(sessionId: string): ModelSession {
    const session = this.sessions.get(sessionId);
    if (session) return session;
    throw new PaymentServiceError(`No such session: ${sessionId}`, { outcome: 'refused' });
  }

  sessionOfIntent(intentId: string): ModelSession {
    for (const session of this.sessions.values()) if (session.intentId === intentId) return session;
    throw new PaymentServiceError(`No such payment: ${intentId}`, { outcome: 'refused' });
  }
}

/** What a session is, as production's adapter tells it (server/stripe/stripe-payment-service.ts). */
function stateOf(session: ModelSession): SessionState {
  const { status, money, intentId: paymentIntentId, amountCents, currency } = session;
  if (money === 'paid') return { kind: 'paid', paymentIntentId, amountCents, currency };
  if (money === 'failed') return { kind: 'failed' };
  if (money === 'processing') return { kind: 'processing', paymentIntentId };
  return { kind: status === 'open' ? 'open' : 'expired' };
}
