import { lookUpPayment } from '#server/payments/reconciliation/look-up-payment.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import { resolveFailedRefund } from '#server/payments/refunds/resolve-failed-refund.ts';
import { resolveHeldPayment } from '#server/payments/refunds/resolve-held-payment.ts';
import { staffActor } from './actors.ts';
import { sendRequest } from './send-request.ts';
import type { HeldPaymentRow, CommittedState, RefundRow } from './committed-state.ts';
import { randomFor } from './random.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/** How often staff look at what waits for them. */
const ROUND_INTERVAL_MS = 25 * MINUTE_MS;
/** Rounds of comparing the books and mending what differs, until nothing does. */
const RECONCILIATIONS_MAX = 6;
/** The share of failed goodwill that staff give back in another way instead of trying again. */
const EXTERNAL_REFUND_SHARE = 0.3;

/** What the shop leaves to people: refunds that failed, and money that does not fit. */
export class StaffTasks {
  readonly #world: World;
  readonly #committedState: CommittedState;
  #rounds = 0;

  constructor(world: World, state: CommittedState) {
    this.#world = world;
    this.#committedState = state;
  }

  /** Has staff look at what waits for them, again and again. */
  start(): void {
    this.#world.scheduler.after(ROUND_INTERVAL_MS, `duties ${this.#rounds}`, () => {
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
   * Compares the books and does what is said to mend what differs, until nothing does.
   * @returns what differs still
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
      for (const difference of differences) this.#world.trace.log(`differs: ${difference}`);
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
    const resolution = isGivenElsewhere ? 'given_back_elsewhere' : 'retried';
    const request = { orderId, refundId, resolution, note: '' } as const;
    const answer = await sendRequest(
      this.#world,
      `retry refund of ${name} ${refundId}`,
      (process) => resolveFailedRefund(process.deps, staffActor(process.deps), request),
    );
    const told = answer.kind === 'refused' ? answer.error.code : answer.kind;
    this.#world.trace.log(`a failed refund of ${this.#nameOf(orderId)} is ${resolution}: ${told}`);
  }

  async #resolveHeldPayment({
    order_id: orderId,
    payment_intent_id: intentId,
  }: HeldPaymentRow): Promise<void> {
    const name = this.#nameOf(orderId);
    const answer = await sendRequest(
      this.#world,
      `give back held ${intentId} of ${name} round ${this.#rounds}`,
      (process) =>
        resolveHeldPayment(process.deps, staffActor(process.deps), { orderId, note: '' }),
    );
    const told = answer.kind === 'answered' ? answer.value.status : answer.kind;
    this.#world.trace.log(`staff give back what is held of ${name}: the order is ${told}`);
  }

  #nameOf(orderId: string | null): string {
    return orderId ? this.#world.trace.nameOf(orderId) : 'no order';
  }
}
