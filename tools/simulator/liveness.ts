import type { CommittedState } from './committed-state.ts';
import type { World } from './world.ts';

/**
 * What must have come right by itself once the faults have ended and X + N and a sweep have passed:
 * nothing pending, nothing locked.
 */
export function checkSettled({ trace, violations }: World, state: CommittedState): void {
  const report = (rule: string, detail: string) => violations.push({ rule, detail });
  const { orders, stock_locks, webhook_events } = state.tables;
  for (const order of orders.values()) {
    if (order.status === 'pending_payment') {
      report('no order stays pending', trace.nameOf(order.order_id));
    }
  }
  for (const lock of stock_locks.values()) {
    if (lock.state === 'active') {
      report('no stock stays locked', trace.nameOf(lock.order_id));
    }
  }
  for (const event of webhook_events.values()) {
    if (!event.applied_at) report('every acknowledged event is applied', event.kind);
  }
}

/** What must have come right once staff have done their part, too: all money where it belongs. */
export function checkMoney({ trace, payments, violations }: World, state: CommittedState): void {
  const report = (rule: string, detail: string) => violations.push({ rule, detail });
  const { orders, payments: ours, refunds } = state.tables;
  for (const refund of refunds.values()) {
    if (refund.state === 'requested' || refund.state === 'pending') {
      report('all refunds are made', `${trace.nameOf(refund.order_id)}: ${refund.state}`);
    }
  }
  for (const session of payments.sessions.values()) {
    const isCounted = ours.get(session.orderId)?.payment_intent_id === session.intentId;
    if (isCounted && orders.get(session.orderId)?.status === 'paid') continue;
    const left = payments.refunds.refundableCents(session);
    const detail = `${session.name}: ${left} on ${session.sessionId}`;
    if (left > 0) report('all money ends in a paid order or a refund', detail);
  }
}
