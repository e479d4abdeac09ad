import { lookUpPayment } from '#server/payments/reconciliation/look-up-payment.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import { resolveFailedRefund } from '#server/payments/refunds/resolve-failed-refund.ts';
import { resolveHeldPayment } from '#server/payments/refunds/resolve-held-payment.ts';
import { staffActor } from './actors.ts';
import { sendRequest } from './send-request.ts';
import type { HeldPaymentRow, CommittedState, RefundRow } from './committed-state.ts';
import { randomFor } from './random.ts';
import { MINUTE_MS } from './durations.ts';
import type { World } from './world.ts';

/** How often staff work through the attention list. */
const ROUND_INTERVAL_MS = 25 * MINUTE_MS;
/** Reconciliations with remedies, until there is no difference. */
const RECONCILIATIONS_MAX = 6;
/** The share of failed goodwill refunds that staff pay out in another way instead of retrying. */
const EXTERNAL_REFUND_SHARE = 0.3;

/** What the shop leaves to staff: failed refunds and held payments. */
export class StaffTasks {
  readonly #world: World;
  readonly #committedState: CommittedState;
  #rounds = 0;

  constructor(world: World, state: CommittedState) {
    this.#world = world;
    this.#committedState = state;
  }

  /** Schedules a round at regular intervals. */
  start(): void {
    this.#world.scheduler.after(ROUND_INTERVAL_MS, `staff tasks ${this.#rounds}`, () => {
      void this.runRound();
      this.start();
    });
  }

  async runRound(): Promise<void> {
    this.#rounds++;
    const { refunds, held_payments } = this.#committedState.tables;
    const failed = [...refunds.values()].filter(
      ({ state, resolution }) => state === 'failed' && !resolution,
    );
    for (const refund of failed) await this.#retryRefund(refund);
    const held = [...held_payments.values()].filter(({ resolved_at }) => !resolved_at);
    for (const payment of held) await this.#resolveHeldPayment(payment);
  }

  /**
   * Reconciles and applies the remedies until there is no difference.
   * @returns the remaining differences
   */
  async reconcile(): Promise<string[]> {
    const { scheduler } = this.#world;
    const from = new Date(scheduler.nowMs - scheduler.elapsedMs);
    let differences: string[] = [];
    for (let number = 1; number <= RECONCILIATIONS_MAX; number++) {
      await this.runRound();
      await scheduler.sleep(2 * MINUTE_MS, `before reconciliation ${number}`);
      const period = { from, to: new Date(scheduler.nowMs) };
      const answer = await sendRequest(this.#world, `reconcile ${number}`, (process) =>
        reconcile(process.deps, { kind: 'system', name: 'command' }, { period }),
      );
      if (answer.kind !== 'answered') continue;
      differences = answer.value.differences.map(
        ({ kind, orderId, detail }) => `${kind} of ${this.#nameOf(orderId)}: ${detail}`,
      );
      for (const difference of differences) this.#world.trace.log(`difference: ${difference}`);
      if (differences.length === 0) return [];
      for (const { kind, orderId, subject } of answer.value.differences) {
        if (!orderId) continue;
        const of = kind === 'money_not_recorded' ? { orderId, sessionId: subject } : { orderId };
        await sendRequest(this.#world, `look up ${subject} ${number}`, (process) =>
          lookUpPayment(process.deps, staffActor(process.deps), of),
        );
      }
    }
    return differences;
  }

  async #retryRefund(refund: RefundRow): Promise<void> {
    const { order_id: orderId, refund_id: refundId, reason } = refund;
    const name = `${this.#nameOf(orderId)} round ${this.#rounds}`;
    const isGivenElsewhere =
      reason === 'requested_by_staff' &&
      randomFor(this.#world.scheduler.seed, `elsewhere ${name}`) < EXTERNAL_REFUND_SHARE;
    const resolution = isGivenElsewhere ? 'refunded_externally' : 'retried';
    const request = { orderId, refundId, resolution, note: '' } as const;
    const answer = await sendRequest(
      this.#world,
      `retry refund of ${name} ${refundId}`,
      (process) => resolveFailedRefund(process.deps, staffActor(process.deps), request),
    );
    const result = answer.kind === 'refused' ? answer.error.code : answer.kind;
    this.#world.trace.log(
      `a failed refund of ${this.#nameOf(orderId)} is ${resolution}: ${result}`,
    );
  }

  async #resolveHeldPayment({
    order_id: orderId,
    payment_intent_id: intentId,
  }: HeldPaymentRow): Promise<void> {
    const name = this.#nameOf(orderId);
    const answer = await sendRequest(
      this.#world,
      `resolve held ${intentId} of ${name} round ${this.#rounds}`,
      (process) =>
        resolveHeldPayment(process.deps, staffActor(process.deps), { orderId, note: '' }),
    );
    const result = answer.kind === 'answered' ? answer.value.status : answer.kind;
    this.#world.trace.log(`staff resolve the held payment of ${name}: the order is ${result}`);
  }

  #nameOf(orderId: string | null): string {
    return orderId ? this.#world.trace.nameOf(orderId) : 'no order';
  }
}
