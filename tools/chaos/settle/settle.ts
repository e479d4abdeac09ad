import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Difference } from '#server/payments/reconciliation/reconciliation.ts';
import { readService } from '../check/read-service.ts';
import type { Scene } from '../faults/scene.ts';
import { entriesOf, type Outcome } from '../ledger/ledger.ts';
import { tellStories } from '../ledger/order-story.ts';
import type { Shopper } from '../traffic/shopper.ts';
import type { StaffMember } from '../traffic/staff.ts';

const RETRY_MS = 250;
const ASKED_AT_ONCE = 16;
const TRIES = 10;
/** A connection that has gone silent is given up after 75 s. */
const ALIVE_MS_MAX = 120_000;

interface Parties {
  /** All who came. */
  shoppers: readonly Shopper[];
  /** Who come now, to see whether the shop works: one for each web. */
  newcomers: readonly Shopper[];
  staff: StaffMember;
  /** Compares the payment service's books with the shop's. */
  books: () => Promise<readonly Difference[]>;
}

/**
 * After the faults: whoever has no answer asks again with the same id, banks decide, staff do what the
 * back office and the books ask of them, and the shop sweeps until nothing is pending, locked or to be
 * given back, or until the deadline; whatever is left then is for the check to tell. Then each web has
 * to take an order, and a worker to close it at X without a sweep. Last, every shopper looks at the
 * order once more.
 *
 * @param deadline by performance.now()
 * @returns who did not work, in words
 */
export async function settle(scene: Scene, parties: Parties, deadline: number): Promise<string[]> {
  const settlement = new Settlement(scene, parties, deadline);
  await settlement.askAgain();
  await settlement.letBanksDecide();
  await settlement.settleBooks();
  const idle = await settlement.proveAlive();
  await settlement.lookOnceMore();
  return idle;
}

class Settlement {
  readonly #scene: Scene;
  readonly #parties: Parties;
  readonly #deadline: number;

  constructor(scene: Scene, parties: Parties, deadline: number) {
    this.#scene = scene;
    this.#parties = parties;
    this.#deadline = deadline;
  }

  /** Looks first, so that it is known whether the first request or this one places the order. */
  async askAgain(): Promise<void> {
    const { entries } = this.#scene.ledger;
    const { shoppers, staff } = this.#parties;
    const stories = tellStories(entries);
    const unsure = shoppers.filter(({ orderId }) => stories.get(orderId)?.exists === 'perhaps');
    await this.#each(unsure, async (shopper) => {
      const found = await this.#patiently(() => shopper.look());
      if (found.is !== 'told') await this.#patiently(() => shopper.place());
    });
    const adjustments = Map.groupBy(entriesOf(entries, 'adjust'), (entry) => entry.adjustmentId);
    for (const attempts of adjustments.values()) {
      if (attempts.at(-1)!.outcome.is !== 'unknown') continue;
      await this.#patiently(() => staff.adjust(attempts[0]!));
    }
    const refunds = Map.groupBy(entriesOf(entries, 'refund'), (entry) => entry.refundId);
    for (const attempts of refunds.values()) {
      if (attempts.at(-1)!.outcome.is !== 'unknown') continue;
      await this.#patiently(() => staff.refund(attempts[0]!));
    }
  }

  async letBanksDecide(): Promise<void> {
    const { drill, control } = this.#scene;
    const { sessions } = await readService(drill.service);
    for (const { orderId, money } of sessions) {
      if (money === 'processing' && orderId !== null) await control.act(orderId, 'bank settles');
    }
  }

  async settleBooks(): Promise<void> {
    for (;;) {
      await this.#sweepUntilSettled();
      const differences = await this.#parties.books();
      if (differences.length === 0 || this.#isTimeOver()) return;
      await this.#remedy(differences);
    }
  }

  async proveAlive(): Promise<string[]> {
    const idle = await Promise.all(
      this.#parties.newcomers.map(async (shopper, web) => {
        const placed = await this.#until(
          () => shopper.place(web),
          (outcome) => outcome.is === 'told',
        );
        if (!placed) return `web ${web + 1} takes no orders any more`;
        const isClosed = await this.#until(
          () => shopper.look(),
          (outcome) => outcome.is === 'told' && outcome.value.status === 'cancelled',
        );
        return isClosed
          ? null
          : `no worker closes order ${shopper.orderId} at the end of its window`;
      }),
    );
    return idle.filter((words) => words !== null);
  }

  async lookOnceMore(): Promise<void> {
    await this.#each([...this.#parties.shoppers, ...this.#parties.newcomers], async (shopper) => {
      await this.#patiently(() => shopper.look());
    });
  }

  async #sweepUntilSettled(): Promise<void> {
    const { control } = this.#scene;
    const { staff } = this.#parties;
    for (;;) {
      await control.deliverWaiting();
      await staff.attend();
      await staff.sweep();
      if ((await this.#countUnsettled()) === 0 || this.#isTimeOver()) return;
      await this.#pause();
    }
  }

  async #countUnsettled(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select (select count(*) from orders where status = 'pending_payment')
        + (select count(*) from stock_locks where state = 'active')
        + (select count(*) from refunds where state in ('requested', 'pending')) as count
    `.execute(this.#scene.drill.db);
    return rows[0]!.count;
  }

  /** Does what the comparison of the books says about most differences. */
  async #remedy(differences: readonly Difference[]): Promise<void> {
    for (const { orderId, subject, kind } of differences) {
      if (!orderId) continue;
      const sessionId = kind === 'money_not_recorded' ? { sessionId: subject } : {};
      await this.#patiently(() => this.#parties.staff.lookUp({ orderId, ...sessionId }));
    }
  }

  /** Asks until the outcome is clear, a bounded number of times. */
  async #patiently<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await ask();
      if (outcome.is !== 'unknown' || attempt === TRIES) return outcome;
      await this.#pause();
    }
  }

  /** @returns whether it came true within the time that a process has for coming back */
  async #until<T>(
    ask: () => Promise<Outcome<T>>,
    isTrue: (outcome: Outcome<T>) => boolean,
  ): Promise<boolean> {
    const deadline = performance.now() + ALIVE_MS_MAX;
    while (!isTrue(await ask())) {
      if (performance.now() > deadline) return false;
      await this.#pause();
    }
    return true;
  }

  async #each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values();
    await Promise.all(
      Array.from({ length: ASKED_AT_ONCE }, async () => {
        for (const item of queue) {
          this.#scene.signal.throwIfAborted();
          await work(item);
        }
      }),
    );
  }

  #isTimeOver(): boolean {
    return performance.now() > this.#deadline;
  }

  async #pause(): Promise<void> {
    await pause(RETRY_MS, undefined, { signal: this.#scene.signal });
  }
}
