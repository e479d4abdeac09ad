import {
  PaymentServiceError,
  type ServiceDispute,
  type ServiceRefund,
} from '#server/platform/payment-service.ts';
import type { Notice, ModelSession, PaymentModel } from './payment-model.ts';
import { Random } from './random.ts';
import { extendBusyUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;

export interface ModelRefund extends ServiceRefund {
  name: string;
}

export interface ModelDispute extends ServiceDispute {
  name: string;
}

/** What of the money goes back again: refunds, which take their time or fail, and disputes. */
export class RefundModel {
  readonly refunds: ModelRefund[] = [];
  readonly disputes: ModelDispute[] = [];
  readonly #world: World;
  readonly #paymentModel: PaymentModel;

  constructor(world: World, service: PaymentModel) {
    this.#world = world;
    this.#paymentModel = service;
  }

  /** Gives money back: at once, after a while, or in vain. */
  createRefund(refund: {
    refundId: string | null;
    orderId: string | null;
    paymentIntentId: string;
    amountCents: number;
    key: string;
  }): ServiceRefund {
    return this.#paymentModel.withIdempotencyKey(refund.key, () => {
      const { faults } = this.#world;
      const session = this.#paymentModel.getSessionOfIntent(refund.paymentIntentId);
      const earlier = this.refunds.filter((other) => other.paymentIntentId === session.intentId);
      const name = `${session.name} refund ${earlier.length + 1}`;
      const left = this.refundableCents(session);
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
      this.refunds.push(made);
      if (faults.shouldInject('refund under way for long', name)) this.#completeLater(made);
      else if (faults.shouldInject('refund fails for good', name)) markFailed(made);
      this.#emitRefundEvent(made, 'refund.created');
      return { ...made };
    });
  }

  /** What the shop still has of a session's money, counting refunds under way as made. */
  refundableCents(session: ModelSession): number {
    if (session.paymentStatus !== 'paid') return 0;
    return this.refunds
      .filter(
        ({ paymentIntentId, state }) => paymentIntentId === session.intentId && state !== 'failed',
      )
      .reduce((left, { amountCents }) => left - amountCents, session.amountCents);
  }

  listRefunds(of: { from: Date; to: Date } | { paymentIntentId: string }): ServiceRefund[] {
    const wanted = (refund: ModelRefund) =>
      'paymentIntentId' in of
        ? refund.paymentIntentId === of.paymentIntentId
        : refund.createdAt >= of.from && refund.createdAt < of.to;
    return this.refunds
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
  createDispute(session: ModelSession): void {
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
    this.#emitDisputeEvent(dispute, 'charge.dispute.created');
    const random = new Random(scheduler.seed, `decide ${dispute.disputeId}`);
    const afterMs = random.int(MINUTE_MS, 120 * MINUTE_MS);
    extendBusyUntil(this.#world, afterMs);
    scheduler.after(afterMs, `decide ${dispute.disputeId}`, () => {
      dispute.state = random.pick(['won', 'lost', 'closed']);
      this.#emitDisputeEvent(dispute, 'charge.dispute.closed');
    });
  }

  #emitDisputeEvent(dispute: ModelDispute, kind: string): void {
    const { name, ...told } = dispute;
    this.#world.trace.log(`service: the dispute ${told.disputeId} is ${told.state}`);
    const options = { subjectName: name, isSigned: true, isUnsolicited: false };
    this.#paymentModel.sendEvent(kind, { about: 'dispute', dispute: told }, options);
  }

  #completeLater(refund: ModelRefund): void {
    const { scheduler, faults } = this.#world;
    const afterMs = new Random(scheduler.seed, `finish ${refund.name}`).int(
      MINUTE_MS,
      120 * MINUTE_MS,
    );
    refund.state = 'pending';
    extendBusyUntil(this.#world, afterMs);
    const fails = faults.shouldInject('refund fails for good', refund.name);
    scheduler.after(afterMs, `finish ${refund.name}`, () => {
      if (fails) markFailed(refund);
      else refund.state = 'succeeded';
      this.#emitRefundEvent(refund, fails ? 'refund.failed' : 'refund.updated');
    });
  }

  #emitRefundEvent(refund: ModelRefund, kind: string): void {
    const { name, paymentIntentId } = refund;
    const session = this.#paymentModel.getSessionOfIntent(paymentIntentId);
    const { orderId } = session;
    this.#paymentModel.changedOrderIds.add(orderId);
    this.#world.trace.log(
      `service: ${name} of ${refund.amountCents}, ${refund.serviceRefundId}, is ${refund.state}`,
    );
    const options = { subjectName: name, isSigned: true, isUnsolicited: false };
    this.#paymentModel.sendEvent(kind, { about: 'refund', refund: { ...refund } }, options);
    if (refund.state !== 'succeeded') return;
    const refundedCents = session.amountCents - this.refundableCents(session);
    const charge: Notice = { about: 'charge', orderId, paymentIntentId, refundedCents };
    this.#paymentModel.sendEvent('charge.refunded', charge, options);
  }
}

function markFailed(refund: ModelRefund): void {
  refund.state = 'failed';
  refund.error = 'expired_or_canceled_card';
}
