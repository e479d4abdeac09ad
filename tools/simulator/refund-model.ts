import {
  PaymentServiceError,
  type ServiceDispute,
  type ServiceRefund,
} from '#server/platform/payment-service.ts';
import type { Fact, ModelSession, PaymentModel } from './payment-model.ts';
import { Random } from './random.ts';
import { expectUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;

export interface ModelRefund extends ServiceRefund {
  name: string;
}

export interface ModelDispute extends ServiceDispute {
  name: string;
}

/** What of the money goes back again: refunds, which take their time or fail, and disputes. */
export class RefundModel {
  readonly made: ModelRefund[] = [];
  readonly disputes: ModelDispute[] = [];
  readonly #world: World;
  readonly #service: PaymentModel;

  constructor(world: World, service: PaymentModel) {
    this.#world = world;
    this.#service = service;
  }

  /** Gives money back: at once, after a while, or in vain. */
  make(refund: {
    refundId: string | null;
    orderId: string | null;
    paymentIntentId: string;
    amountCents: number;
    key: string;
  }): ServiceRefund {
    return this.#service.once(refund.key, () => {
      const { faults } = this.#world;
      const session = this.#service.sessionOfIntent(refund.paymentIntentId);
      const earlier = this.made.filter((other) => other.paymentIntentId === session.intentId);
      const name = `${session.name} refund ${earlier.length + 1}`;
      const left = this.leftOf(session);
      if (refund.amountCents > left) {
        const message = `only ${left} of ${session.name} can be given back`;
        throw new PaymentServiceError(message, { outcome: 'refused' });
      }
      const made: ModelRefund = {
        orderId: refund.orderId,
        refundId: refund.refundId,
        paymentIntentId: refund.paymentIntentId,
        amountCents: refund.amountCents,
        name,
        serviceRefundId: `re_${session.intentId}_${earlier.length + 1}`,
        currency: session.currency,
        state: 'succeeded',
        error: null,
        createdAt: new Date(this.#world.scheduler.nowMs),
      };
      this.made.push(made);
      if (faults.strikes('refund under way for long', name)) this.#finishLater(made);
      else if (faults.strikes('refund fails for good', name)) fail(made);
      this.#refundChanged(made, 'refund.created');
      return { ...made };
    });
  }

  /** What the shop still has of a session's money, counting refunds under way as made. */
  leftOf(session: ModelSession): number {
    if (session.money !== 'paid') return 0;
    return this.made
      .filter(
        ({ paymentIntentId, state }) => paymentIntentId === session.intentId && state !== 'failed',
      )
      .reduce((left, { amountCents }) => left - amountCents, session.amountCents);
  }

  list(of: { from: Date; to: Date } | { paymentIntentId: string }): ServiceRefund[] {
    const wanted = (refund: ModelRefund) =>
      'paymentIntentId' in of
        ? refund.paymentIntentId === of.paymentIntentId
        : refund.createdAt >= of.from && refund.createdAt < of.to;
    return this.made
      .filter(wanted)
      .map((refund) => ({ ...refund }))
      .toReversed();
  }

  listDisputes(of: { from: Date; to: Date } | { paymentIntentId: string }): ServiceDispute[] {
    const wanted = (dispute: ModelDispute) =>
      'paymentIntentId' in of
        ? dispute.paymentIntentId === of.paymentIntentId
        : dispute.createdAt >= of.from && dispute.createdAt < of.to;
    return this.disputes.filter(wanted).map((dispute) => ({ ...dispute }));
  }

  /** The shopper's bank takes a payment back, or asks about it, and decides after a while. */
  dispute(session: ModelSession): void {
    const { scheduler } = this.#world;
    const dispute: ModelDispute = {
      disputeId: `dp_${session.name}_${this.disputes.length + 1}`,
      name: session.name,
      paymentIntentId: session.intentId,
      amountCents: session.amountCents,
      currency: session.currency,
      reason: 'fraudulent',
      state: 'needs_response',
      createdAt: new Date(scheduler.nowMs),
    };
    this.disputes.push(dispute);
    this.#disputeChanged(dispute, 'charge.dispute.created');
    const random = new Random(scheduler.seed, `decide ${dispute.disputeId}`);
    const afterMs = random.int(MINUTE_MS, 120 * MINUTE_MS);
    expectUntil(this.#world, afterMs);
    scheduler.after(afterMs, `decide ${dispute.disputeId}`, () => {
      dispute.state = random.pick(['won', 'lost', 'closed']);
      this.#disputeChanged(dispute, 'charge.dispute.closed');
    });
  }

  #disputeChanged(dispute: ModelDispute, kind: string): void {
    const { name, ...told } = dispute;
    this.#world.story.tell(`service: the dispute ${told.disputeId} is ${told.state}`);
    const options = { name, signed: true, unexpected: false };
    this.#service.send(kind, { about: 'dispute', dispute: told }, options);
  }

  #finishLater(refund: ModelRefund): void {
    const { scheduler, faults } = this.#world;
    const afterMs = new Random(scheduler.seed, `finish ${refund.name}`).int(
      MINUTE_MS,
      120 * MINUTE_MS,
    );
    refund.state = 'pending';
    expectUntil(this.#world, afterMs);
    const fails = faults.strikes('refund fails for good', refund.name);
    scheduler.after(afterMs, `finish ${refund.name}`, () => {
      if (fails) fail(refund);
      else refund.state = 'succeeded';
      this.#refundChanged(refund, fails ? 'refund.failed' : 'refund.updated');
    });
  }

  #refundChanged(refund: ModelRefund, kind: string): void {
    const { name, paymentIntentId } = refund;
    const session = this.#service.sessionOfIntent(paymentIntentId);
    const { orderId } = session;
    this.#service.touched.add(orderId);
    this.#world.story.tell(
      `service: ${name} of ${refund.amountCents}, ${refund.serviceRefundId}, is ${refund.state}`,
    );
    const options = { name, signed: true, unexpected: false };
    this.#service.send(kind, { about: 'refund', refund: { ...refund } }, options);
    if (refund.state !== 'succeeded') return;
    const refundedCents = session.amountCents - this.leftOf(session);
    const charge: Fact = { about: 'charge', orderId, paymentIntentId, refundedCents };
    this.#service.send('charge.refunded', charge, options);
  }
}

function fail(refund: ModelRefund): void {
  refund.state = 'failed';
  refund.error = 'expired_or_canceled_card';
}
