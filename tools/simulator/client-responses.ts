import { createRequestLog, type RequestLogEntry } from '../invariants/request-log.ts';
import { checkResponse } from '../invariants/responses.ts';
import type { CommittedState } from './committed-state.ts';
import { findOrderRecord } from './records.ts';
import type { Run } from './run.ts';

type Distribute<T> = T extends unknown ? Omit<T, 'sentAt' | 'answeredAt'> : never;

/** What the shop has told its clients; each response is checked against the database once. */
export class ClientResponses {
  readonly #run: Run;
  readonly #log = createRequestLog();
  readonly #placementsInFlight = new Map<string, number>();
  readonly #refusedOrderIds = new Set<string>();
  #checkedCount = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  append(entry: Distribute<RequestLogEntry>): void {
    const { nowMs } = this.#run.scheduler;
    this.#log.append({ ...entry, sentAt: nowMs, answeredAt: nowMs });
  }

  /** A placement is being sent. @returns to be called when no process works on it any more */
  trackPlacement(orderId: string): () => void {
    const add = (count: number) =>
      this.#placementsInFlight.set(orderId, (this.#placementsInFlight.get(orderId) ?? 0) + count);
    add(1);
    return () => void add(-1);
  }

  /** A refusal is final only when no other placement of the order is in flight. */
  recordRefusal(orderId: string, code: string): void {
    if (code === 'ORDER_ID_REUSED' || this.#placementsInFlight.get(orderId)! > 0) return;
    this.#refusedOrderIds.add(orderId);
  }

  /** Checks what was answered since the last call, and that refused orders never appear. */
  check(state: CommittedState): void {
    const { report } = this.#run;
    const context = {
      findOrder: (orderId: string) => findOrderRecord(state, orderId),
      hasAdjustment: (adjustmentId: string) => state.tables.stock_adjustments.has(adjustmentId),
      hasEvent: (eventId: string) => state.hasEvent(eventId),
    };
    const { entries } = this.#log;
    for (const entry of entries.slice(this.#checkedCount)) checkResponse(entry, context, report);
    this.#checkedCount = entries.length;
    for (const orderId of this.#refusedOrderIds) {
      if (!state.tables.orders.has(orderId)) continue;
      report('responses/refused-order-absent', this.#run.trace.nameOf(orderId));
    }
  }
}
