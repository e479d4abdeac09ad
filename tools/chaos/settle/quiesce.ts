import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Difference } from '#server/payments/reconciliation/reconciliation.ts';
import { readPaymentService } from '../records/read-payment-service.ts';
import type { FaultContext } from '../faults/fault-context.ts';
import { filterEntries, type Outcome } from '../../invariants/request-log.ts';
import { buildOrderHistories } from '../../invariants/order-history.ts';
import type { Shopper } from '../traffic/shopper.ts';
import type { StaffMember } from '../traffic/staff-member.ts';

const RETRY_MS = 250;
const CONCURRENT_REQUESTS_MAX = 16;
const ATTEMPTS_MAX = 10;
/** A silent connection is closed after 75 s. */
const PROBE_MS_MAX = 120_000;

interface Clients {
  /** All shoppers of the run. */
  shoppers: readonly Shopper[];
  /** One new shopper per web, to prove that each works. */
  probes: readonly Shopper[];
  staff: StaffMember;
  /** Reconciles shop and payment service. */
  reconcile: () => Promise<readonly Difference[]>;
}

/**
 * Finishes all work after the faults: unanswered requests are retried with the same id, bank transfers
 * settle, staff work through the attention list and the differences, and the shop sweeps until nothing is
 * pending, locked or to be refunded, or until the deadline. Then each web must accept an order, and a
 * worker must close it at X without a sweep. Last, every shopper reads the order once more.
 *
 * @param deadline by performance.now()
 * @returns what did not work
 */
export async function quiesce(
  context: FaultContext,
  parties: Clients,
  deadline: number,
): Promise<string[]> {
  const settlement = new Quiescence(context, parties, deadline);
  await settlement.retryUnanswered();
  await settlement.completeBankPayments();
  await settlement.reconcileUntilClean();
  const idle = await settlement.probeLiveness();
  await settlement.readFinalStatuses();
  return idle;
}

class Quiescence {
  readonly #context: FaultContext;
  readonly #clients: Clients;
  readonly #deadline: number;

  constructor(context: FaultContext, parties: Clients, deadline: number) {
    this.#context = context;
    this.#clients = parties;
    this.#deadline = deadline;
  }

  /** Reads first, to know whether the first request or this one places the order. */
  async retryUnanswered(): Promise<void> {
    const { entries } = this.#context.requestLog;
    const { shoppers, staff } = this.#clients;
    const orderHistories = buildOrderHistories(entries);
    const unsure = shoppers.filter(
      ({ orderId }) => orderHistories.get(orderId)?.exists === 'perhaps',
    );
    await this.#forEachConcurrently(unsure, async (shopper) => {
      const found = await this.#retryUnknown(() => shopper.readStatus());
      if (found.kind !== 'ok') await this.#retryUnknown(() => shopper.place());
    });
    const adjustments = Map.groupBy(
      filterEntries(entries, 'adjust'),
      (entry) => entry.adjustmentId,
    );
    for (const attempts of adjustments.values()) {
      if (attempts.at(-1)!.outcome.kind !== 'unknown') continue;
      await this.#retryUnknown(() => staff.adjust(attempts[0]!));
    }
    const refunds = Map.groupBy(filterEntries(entries, 'refund'), (entry) => entry.refundId);
    for (const attempts of refunds.values()) {
      if (attempts.at(-1)!.outcome.kind !== 'unknown') continue;
      await this.#retryUnknown(() => staff.refund(attempts[0]!));
    }
  }

  async completeBankPayments(): Promise<void> {
    const { testSystem, sandbox } = this.#context;
    const { sessions } = await readPaymentService(testSystem.service);
    for (const { orderId, paymentStatus: money } of sessions) {
      if (money === 'processing' && orderId !== null)
        await sandbox.performAction(orderId, 'bank settles');
    }
  }

  async reconcileUntilClean(): Promise<void> {
    for (;;) {
      await this.#sweepUntilFinished();
      const differences = await this.#clients.reconcile();
      if (differences.length === 0 || this.#isPastDeadline()) return;
      await this.#resolveDifferences(differences);
    }
  }

  async probeLiveness(): Promise<string[]> {
    const idle = await Promise.all(
      this.#clients.probes.map(async (shopper, web) => {
        const placed = await this.#pollUntil(
          () => shopper.place(web),
          (outcome) => outcome.kind === 'ok',
        );
        if (!placed) return `web ${web + 1} accepts no orders`;
        const isClosed = await this.#pollUntil(
          () => shopper.readStatus(),
          (outcome) => outcome.kind === 'ok' && outcome.value.status === 'cancelled',
        );
        return isClosed ? null : `no worker closes order ${shopper.orderId} at its deadline`;
      }),
    );
    return idle.filter((message) => message !== null);
  }

  async readFinalStatuses(): Promise<void> {
    await this.#forEachConcurrently(
      [...this.#clients.shoppers, ...this.#clients.probes],
      async (shopper) => {
        await this.#retryUnknown(() => shopper.readStatus());
      },
    );
  }

  async #sweepUntilFinished(): Promise<void> {
    const { sandbox } = this.#context;
    const { staff } = this.#clients;
    for (;;) {
      await sandbox.deliverPending();
      await staff.resolveAttentionItems();
      await staff.sweep();
      if ((await this.#countUnfinished()) === 0 || this.#isPastDeadline()) return;
      await this.#sleep();
    }
  }

  async #countUnfinished(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select (select count(*) from orders where status = 'pending_payment')
        + (select count(*) from stock_locks where state = 'active')
        + (select count(*) from webhook_events where applied_at is null)
        + (select count(*) from refunds where state in ('requested', 'pending')) as count
    `.execute(this.#context.testSystem.db);
    return rows[0]!.count;
  }

  /** Applies the remedy of most differences. */
  async #resolveDifferences(differences: readonly Difference[]): Promise<void> {
    for (const { orderId, subject, kind } of differences) {
      if (!orderId) continue;
      const sessionId = kind === 'money_not_recorded' ? { sessionId: subject } : {};
      await this.#retryUnknown(() => this.#clients.staff.lookUp({ orderId, ...sessionId }));
    }
  }

  /** Retries while the outcome is unknown, a limited number of times. */
  async #retryUnknown<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await ask();
      if (outcome.kind !== 'unknown' || attempt === ATTEMPTS_MAX) return outcome;
      await this.#sleep();
    }
  }

  /** @returns whether it became true within the time limit */
  async #pollUntil<T>(
    ask: () => Promise<Outcome<T>>,
    isTrue: (outcome: Outcome<T>) => boolean,
  ): Promise<boolean> {
    const deadline = performance.now() + PROBE_MS_MAX;
    while (!isTrue(await ask())) {
      if (performance.now() > deadline) return false;
      await this.#sleep();
    }
    return true;
  }

  async #forEachConcurrently<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    const queue = items.values();
    await Promise.all(
      Array.from({ length: CONCURRENT_REQUESTS_MAX }, async () => {
        for (const item of queue) {
          this.#context.signal.throwIfAborted();
          await work(item);
        }
      }),
    );
  }

  #isPastDeadline(): boolean {
    return performance.now() > this.#deadline;
  }

  async #sleep(): Promise<void> {
    await pause(RETRY_MS, undefined, { signal: this.#context.signal });
  }
}
