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
import { extendBusyUntil, type World } from './world.ts';

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
  paymentStatus: 'none' | 'processing' | 'paid' | 'failed';
  createdMs: number;
  /** Opened by somebody else in the name of our order. */
  isForeign: boolean;
}

/** How a shopper pays: what happens at once, and for a bank transfer what its bank says later. */
export type PaymentAttempt =
  { method: 'card' } | { method: 'bank'; afterMs: number; outcome: 'succeeds' | 'fails' };

export type Notice = NonNullable<PaymentEvent['notice']>;

/** An event as the service sends it; the last kinds of fault are forgeries of it. */
export interface ModelEvent {
  event: PaymentEvent;
  /** Of the session or refund that it tells of. */
  subjectName: string;
  isSigned: boolean;
  /** News that nobody could ask for, since nobody expects it: the service sends it until it is taken. */
  isUnsolicited: boolean;
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
  readonly changedOrderIds = new Set<string>();
  /** Money that nobody may know of yet, since its event is under way. */
  readonly unreportedOrderIds = new Set<string>();
  readonly #world: World;
  readonly #emit: (event: ModelEvent) => void;
  readonly #idempotencyKeys = new Map<string, { answer: unknown; atMs: number }>();
  #eventCount = 0;

  constructor(world: World, emit: (event: ModelEvent) => void) {
    this.#world = world;
    this.#emit = emit;
    this.refunds = new RefundModel(world, this);
  }

  sessionsOf(orderId: string): ModelSession[] {
    return [...this.sessions.values()].filter((session) => session.orderId === orderId);
  }

  openSession(order: PayableOrder, lines: readonly PayableLine[], key: string): Session {
    return this.withIdempotencyKey(key, () => {
      const amountCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
      const { sessionId, name } = this.#addSession(order.orderId, amountCents, false);
      this.#world.scheduler.after(DAY_MS, `end ${name}`, () => this.endSession(sessionId));
      const answer = this.readSession(sessionId);
      // Somebody changes at the service what is to be paid; the money will not fit the order.
      if (this.#world.faults.shouldInject('wrong amount paid', name)) {
        this.sessions.get(sessionId)!.amountCents += 100;
      }
      return answer;
    });
  }

  #addSession(orderId: string, amountCents: number, isForeign: boolean): ModelSession {
    const name = this.#world.trace.nameOf(orderId);
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
      paymentStatus: 'none',
      createdMs: this.#world.scheduler.nowMs,
      isForeign,
    };
    this.sessions.set(session.sessionId, session);
    this.changedOrderIds.add(orderId);
    this.#world.trace.log(`service: session ${session.sessionId} is open`);
    return session;
  }

  readSession(sessionId: string): Session {
    const session = this.#getSession(sessionId);
    return {
      sessionId,
      orderId: session.orderId,
      url: session.status === 'open' ? `https://pay.example/${sessionId}` : null,
      state: stateOf(session),
      createdAt: new Date(session.createdMs),
    };
  }

  /** The session of a payment that was begun. */
  findSession(intentId: string): Session | null {
    const session = [...this.sessions.values()].find((one) => one.intentId === intentId);
    return session && session.paymentStatus !== 'none' ? this.readSession(session.sessionId) : null;
  }

  /** Expires a session that is open, and says what it is now. */
  endSession(sessionId: string): SessionState {
    const session = this.#getSession(sessionId);
    if (session.status === 'open') {
      session.status = 'expired';
      this.#emitSessionEvent(session, 'is expired', 'checkout.session.expired');
      this.#maybePayAfterExpiry(session);
    }
    return stateOf(session);
  }

  /** @returns what the shopper's browser shows */
  paySession(sessionId: string, payment: PaymentAttempt): 'paid' | 'processing' | 'too late' {
    const session = this.#getSession(sessionId);
    if (session.status !== 'open') return 'too late';
    session.status = 'complete';
    session.paymentStatus = payment.method === 'card' ? 'paid' : 'processing';
    this.#emitSessionEvent(
      session,
      `is complete: ${session.paymentStatus}`,
      'checkout.session.completed',
    );
    if (payment.method === 'card') return 'paid';

    const { afterMs, outcome } = payment;
    extendBusyUntil(this.#world, afterMs);
    this.#world.scheduler.after(afterMs, `bank ${session.name}`, () => {
      session.paymentStatus = outcome === 'succeeds' ? 'paid' : 'failed';
      const kind = outcome === 'succeeds' ? 'async_payment_succeeded' : 'async_payment_failed';
      this.#world.faults.recordFault(`asynchronous payment ${outcome} late`, session.name);
      this.#emitSessionEvent(
        session,
        `got its bank's answer: ${session.paymentStatus}`,
        `checkout.session.${kind}`,
      );
    });
    return 'processing';
  }

  /** What was created in a period, newest first. */
  listSessions(fromMs: number, toMs: number): Session[] {
    return [...this.sessions.values()]
      .filter(({ createdMs }) => createdMs >= fromMs && createdMs < toMs)
      .map(({ sessionId }) => this.readSession(sessionId))
      .toReversed();
  }

  /** An event that tells what is not so, or is none of this shop's. */
  sendForgedEvent(notice: Notice, name: string, signed: boolean): void {
    this.sendEvent('checkout.session.completed', notice, {
      subjectName: name,
      isSigned: signed,
      isUnsolicited: false,
    });
  }

  /** A session that we did not open names our order, and ends one way or the other. */
  createForeignSession(orderId: string, amountCents: number, end: 'paid' | 'expired'): void {
    const session = this.#addSession(orderId, amountCents, true);
    if (end === 'paid') this.paySession(session.sessionId, { method: 'card' });
    else this.endSession(session.sessionId);
  }

  #maybePayAfterExpiry(session: ModelSession): void {
    const { faults, scheduler } = this.#world;
    if (!faults.shouldInject('payment after its session expired', session.name)) return;
    const late = new Random(scheduler.seed, `late ${session.name}`).skewed(1000, 90 * MINUTE_MS);
    extendBusyUntil(this.#world, late);
    scheduler.after(late, `late ${session.name}`, () => {
      session.paymentStatus = 'paid';
      this.unreportedOrderIds.add(session.orderId);
      const kind = 'checkout.session.async_payment_succeeded';
      this.#emitSessionEvent(session, 'is paid, though it has expired', kind, true);
    });
  }

  #emitSessionEvent(session: ModelSession, what: string, kind: string, unexpected = false): void {
    const { orderId, sessionId, name } = session;
    this.changedOrderIds.add(orderId);
    this.#world.trace.log(`service: session ${sessionId} ${what}`);
    const notice: Notice = { about: 'session', orderId, sessionId, state: stateOf(session) };
    this.sendEvent(kind, notice, { subjectName: name, isSigned: true, isUnsolicited: unexpected });
  }

  sendEvent(kind: string, notice: Notice, options: Omit<ModelEvent, 'event'>): void {
    this.#eventCount++;
    const eventId = `evt_${this.#eventCount}`;
    const occurredAt = new Date(this.#world.scheduler.nowMs);
    this.#emit({ event: { eventId, kind, occurredAt, notice }, ...options });
  }

  /** The same key gives the first answer again, as it was, until the key is forgotten. */
  withIdempotencyKey<T>(key: string, work: () => T): T {
    const { nowMs } = this.#world.scheduler;
    const earlier = this.#idempotencyKeys.get(key);
    if (earlier && nowMs - earlier.atMs < DAY_MS) return structuredClone(earlier.answer) as T;
    const answer = work();
    this.#idempotencyKeys.set(key, { answer: structuredClone(answer), atMs: nowMs });
    return answer;
  }

  #getSession(sessionId: string): ModelSession {
    const session = this.sessions.get(sessionId);
    if (session) return session;
    throw new PaymentServiceError(`No such session: ${sessionId}`, { outcome: 'refused' });
  }

  getSessionOfIntent(intentId: string): ModelSession {
    for (const session of this.sessions.values()) if (session.intentId === intentId) return session;
    throw new PaymentServiceError(`No such payment: ${intentId}`, { outcome: 'refused' });
  }
}

/** What a session is, as production's adapter tells it (server/stripe/stripe-payment-service.ts). */
function stateOf(session: ModelSession): SessionState {
  const {
    status,
    paymentStatus: money,
    intentId: paymentIntentId,
    amountCents,
    currency,
  } = session;
  if (money === 'paid') return { kind: 'paid', paymentIntentId, amountCents, currency };
  if (money === 'failed') return { kind: 'failed' };
  if (money === 'processing') return { kind: 'processing', paymentIntentId };
  return { kind: status === 'open' ? 'open' : 'expired' };
}
