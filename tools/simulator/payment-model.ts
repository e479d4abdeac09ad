import {
  PaymentServiceError,
  type PayableLine,
  type PayableOrder,
  type PaymentEvent,
  type Session,
  type SessionState,
} from '#server/platform/payment-service.ts';
import { Random } from './random.ts';
import { DAY_MS, MINUTE_MS } from './durations.ts';
import { extendBusyUntil, type Run } from './run.ts';

/** How long a session stays open and an idempotency key is remembered. */
const RETENTION_MS = DAY_MS;

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
  /** Created by another shop in the name of our order. */
  isForeign: boolean;
}

/** How a shopper pays, and what the bank of a transfer decides later. */
export type PaymentAttempt =
  { method: 'card' } | { method: 'bank'; afterMs: number; outcome: 'succeeds' | 'fails' };

export type Notice = NonNullable<PaymentEvent['notice']>;

/** An event as the service sends it, or a forgery. */
export interface ModelEvent {
  event: PaymentEvent;
  /** Name of the session or refund that it is about. */
  subjectName: string;
  isSigned: boolean;
  /** About a change that the shop does not expect, so it would never ask: the service retries it until accepted. */
  isUnsolicited: boolean;
}

/**
 * The payment service as its documentation describes it: a session is atomically paid or expired, a
 * repeated request with the same idempotency key gets the same response, and every change sends an
 * event. It is the truth about money in a run.
 */
export class PaymentModel {
  readonly sessions = new Map<string, ModelSession>();
  /** Orders with a change since the last check. */
  readonly changedOrderIds = new Set<string>();
  /** Orders with money that the shop cannot know of until its event arrives. */
  readonly unreportedOrderIds = new Set<string>();
  readonly #run: Run;
  readonly #emit: (event: ModelEvent) => void;
  readonly #idempotencyKeys = new Map<string, { answer: unknown; atMs: number }>();
  #eventCount = 0;

  constructor(run: Run, emit: (event: ModelEvent) => void) {
    this.#run = run;
    this.#emit = emit;
  }

  sessionsOf(orderId: string): ModelSession[] {
    return [...this.sessions.values()].filter((session) => session.orderId === orderId);
  }

  openSession(order: PayableOrder, lines: readonly PayableLine[], key: string): Session {
    return this.withIdempotencyKey(key, () => {
      const amountCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
      const { sessionId, name } = this.#addSession(order.orderId, amountCents, false);
      this.#run.scheduler.after(RETENTION_MS, `end ${name}`, () => this.endSession(sessionId));
      const answer = this.readSession(sessionId);
      // The amount is changed at the service, so the payment will not match the order.
      if (this.#run.faults.shouldInject('wrong amount paid', name)) {
        this.sessions.get(sessionId)!.amountCents += 100;
      }
      return answer;
    });
  }

  #addSession(orderId: string, amountCents: number, isForeign: boolean): ModelSession {
    const name = this.#run.trace.nameOf(orderId);
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
      createdMs: this.#run.scheduler.nowMs,
      isForeign,
    };
    this.sessions.set(session.sessionId, session);
    this.changedOrderIds.add(orderId);
    this.#run.trace.log(`service: session ${session.sessionId} is open`);
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

  /** The session of a started payment. */
  findSession(intentId: string): Session | null {
    const session = [...this.sessions.values()].find((one) => one.intentId === intentId);
    return session && session.paymentStatus !== 'none' ? this.readSession(session.sessionId) : null;
  }

  /** Expires an open session and returns its state. */
  endSession(sessionId: string): SessionState {
    const session = this.#getSession(sessionId);
    if (session.status === 'open') {
      session.status = 'expired';
      this.#emitSessionEvent(session, 'is expired', 'checkout.session.expired');
      this.#maybePayAfterExpiry(session);
    }
    return stateOf(session);
  }

  /** @returns what the shopper sees */
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
    extendBusyUntil(this.#run, afterMs);
    this.#run.scheduler.after(afterMs, `bank ${session.name}`, () => {
      session.paymentStatus = outcome === 'succeeds' ? 'paid' : 'failed';
      const kind = outcome === 'succeeds' ? 'async_payment_succeeded' : 'async_payment_failed';
      this.#run.faults.recordFault(`asynchronous payment ${outcome} late`, session.name);
      this.#emitSessionEvent(
        session,
        `bank transfer: ${session.paymentStatus}`,
        `checkout.session.${kind}`,
      );
    });
    return 'processing';
  }

  /** Sessions created in a period, newest first. */
  listSessions(fromMs: number, toMs: number): Session[] {
    return [...this.sessions.values()]
      .filter(({ createdMs }) => createdMs >= fromMs && createdMs < toMs)
      .map(({ sessionId }) => this.readSession(sessionId))
      .toReversed();
  }

  /** An event with false content, or of another shop. */
  sendForgedEvent(notice: Notice, name: string, isSigned: boolean): void {
    this.sendEvent('checkout.session.completed', notice, {
      subjectName: name,
      isSigned,
      isUnsolicited: false,
    });
  }

  /** A session of another shop names our order, and is paid or expires. */
  createForeignSession(orderId: string, amountCents: number, end: 'paid' | 'expired'): void {
    const session = this.#addSession(orderId, amountCents, true);
    if (end === 'paid') this.paySession(session.sessionId, { method: 'card' });
    else this.endSession(session.sessionId);
  }

  #maybePayAfterExpiry(session: ModelSession): void {
    const { faults, scheduler } = this.#run;
    if (!faults.shouldInject('payment after its session expired', session.name)) return;
    const late = new Random(scheduler.seed, `late ${session.name}`).skewed(1000, 90 * MINUTE_MS);
    extendBusyUntil(this.#run, late);
    scheduler.after(late, `late ${session.name}`, () => {
      session.paymentStatus = 'paid';
      this.unreportedOrderIds.add(session.orderId);
      const kind = 'checkout.session.async_payment_succeeded';
      this.#emitSessionEvent(session, 'is paid after it expired', kind, true);
    });
  }

  #emitSessionEvent(
    session: ModelSession,
    what: string,
    kind: string,
    isUnsolicited = false,
  ): void {
    const { orderId, sessionId, name } = session;
    this.changedOrderIds.add(orderId);
    this.#run.trace.log(`service: session ${sessionId} ${what}`);
    const notice: Notice = { about: 'session', orderId, sessionId, state: stateOf(session) };
    this.sendEvent(kind, notice, { subjectName: name, isSigned: true, isUnsolicited });
  }

  sendEvent(kind: string, notice: Notice, options: Omit<ModelEvent, 'event'>): void {
    this.#eventCount++;
    const eventId = `evt_${this.#eventCount}`;
    const occurredAt = new Date(this.#run.scheduler.nowMs);
    this.#emit({ event: { eventId, kind, occurredAt, notice }, ...options });
  }

  /** The same key gets the first response again, until the key is forgotten. */
  withIdempotencyKey<T>(key: string, work: () => T): T {
    const { nowMs } = this.#run.scheduler;
    const earlier = this.#idempotencyKeys.get(key);
    if (earlier && nowMs - earlier.atMs < RETENTION_MS) return structuredClone(earlier.answer) as T;
    const answer = work();
    this.#idempotencyKeys.set(key, { answer: structuredClone(answer), atMs: nowMs });
    return answer;
  }

  #getSession(sessionId: string): ModelSession {
    const session = this.sessions.get(sessionId);
    if (session) return session;
    throw new PaymentServiceError(`No such session: ${sessionId}`, { outcome: 'missing' });
  }

  getSessionOfIntent(intentId: string): ModelSession {
    for (const session of this.sessions.values()) if (session.intentId === intentId) return session;
    throw new PaymentServiceError(`No such payment: ${intentId}`, { outcome: 'refused' });
  }
}

/** A session's state as the production adapter reports it (server/stripe/stripe-payment-service.ts). */
function stateOf(session: ModelSession): SessionState {
  const { status, paymentStatus, intentId: paymentIntentId, amountCents, currency } = session;
  if (paymentStatus === 'paid') return { kind: 'paid', paymentIntentId, amountCents, currency };
  if (paymentStatus === 'failed') return { kind: 'failed' };
  if (paymentStatus === 'processing') return { kind: 'processing', paymentIntentId };
  return { kind: status === 'open' ? 'open' : 'expired' };
}
