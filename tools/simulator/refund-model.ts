import {
  PaymentServiceError,
  type ServiceDispute,
  type ServiceRefund,
} from '#server/platform/payment-service.ts';
import type { Notice, ModelSession, PaymentModel } from './payment-model.ts';
import { Random } from './random.ts';
import { MINUTE_MS } from './durations.ts';
import { extendBusyUntil, type Run } from './run.ts';

/** Both parts of the payment service. */
export interface PaymentServiceModel {
  payments: PaymentModel;
  refunds: RefundModel;
}

export interface ModelRefund extends ServiceRefund {
  name: string;
}

export interface ModelDispute extends ServiceDispute {
  name: string;
}

/** Refunds, which may be pending for long or fail, and disputes. */
export class RefundModel {
  readonly refunds: ModelRefund[] = [];
  readonly disputes: ModelDispute[] = [];
  readonly #run: Run;
  readonly #paymentModel: PaymentModel;

  constructor(run: Run, paymentModel: PaymentModel) {
    this.#run = run;
    this.#paymentModel = paymentModel;
  }

  /** Creates a refund that succeeds at once or later, or fails. */
  createRefund(refund: {
    refundId: string | null;
    orderId: string | null;
    paymentIntentId: string;
    amountCents: number;
    key: string;
  }): ServiceRefund {
    return this.#paymentModel.withIdempotencyKey(refund.key, () => {
      const { faults } = this.#run;
      const session = this.#paymentModel.getSessionOfIntent(refund.paymentIntentId);
      const earlier = this.refunds.filter((other) => other.paymentIntentId === session.intentId);
      const name = `${session.name} refund ${earlier.length + 1}`;
      const left = this.refundableCents(session);
      if (refund.amountCents > left) {
        const message = `only ${left} of ${session.name} can be refunded`;
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
        createdAt: new Date(this.#run.scheduler.nowMs),
      };
      this.refunds.push(made);
      if (faults.shouldInject('refund pending for long', name)) this.#completeLater(made);
      else if (faults.shouldInject('refund fails for good', name)) markFailed(made);
      this.#emitRefundEvent(made, 'refund.created');
      return { ...made };
    });
  }

  /** The captured amount minus refunds that have not failed. */
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

  /** The shopper's bank disputes a payment and decides later. */
  createDispute(session: ModelSession): void {
    const { scheduler } = this.#run;
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
    extendBusyUntil(this.#run, afterMs);
    scheduler.after(afterMs, `decide ${dispute.disputeId}`, () => {
      dispute.state = random.pick(['won', 'lost', 'closed']);
      this.#emitDisputeEvent(dispute, 'charge.dispute.closed');
    });
  }

  #emitDisputeEvent(dispute: ModelDispute, kind: string): void {
    const { name, ...notice } = dispute;
    this.#run.trace.log(`service: the dispute ${notice.disputeId} is ${notice.state}`);
    const options = { subjectName: name, isSigned: true, isUnsolicited: false };
    this.#paymentModel.sendEvent(kind, { about: 'dispute', dispute: notice }, options);
  }

  #completeLater(refund: ModelRefund): void {
    const { scheduler, faults } = this.#run;
    const afterMs = new Random(scheduler.seed, `finish ${refund.name}`).int(
      MINUTE_MS,
      120 * MINUTE_MS,
    );
    refund.state = 'pending';
    extendBusyUntil(this.#run, afterMs);
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
    this.#run.trace.log(
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
