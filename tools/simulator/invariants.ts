import type { RowChange, CommittedState, OrderRow } from './committed-state.ts';
import type { ModelSession } from './payment-model.ts';
import { extendBusyUntil, type World } from './world.ts';

type Report = (rule: string, detail: string) => void;

/**
 * Looks at what the last step committed and at what changed at the payment service, and reports what
 * must never be. It knows the rules by heart and none of the shop's code or SQL, so that a mistake
 * there is no mistake here.
 */
export async function checkStep(world: World, state: CommittedState): Promise<void> {
  const changes = world.hasUncheckedCommit ? await state.readChanges() : [];
  world.hasUncheckedCommit = false;
  const report: Report = (rule, detail) => world.violations.push({ rule, detail });

  for (const change of changes) checkChange(world, state, changes, change, report);
  if (changes.length > 0) checkStock(state, report);
  const orderIds = new Set([...world.payments.changedOrderIds, ...changes.flatMap(orderIdsOf)]);
  world.payments.changedOrderIds.clear();
  for (const orderId of orderIds) checkOrder(world, state, orderId, report);
  world.responses.check(state);
  for (const change of changes) {
    if (change.table === 'simulated_jobs') world.jobs.scheduleCommitted(change.after);
  }
}

function checkChange(
  world: World,
  state: CommittedState,
  changes: RowChange[],
  change: RowChange,
  report: Report,
): void {
  switch (change.table) {
    case 'orders':
      if (!change.before) checkNewOrder(world, changes, change.after, report);
      else checkOrderChange(world, change.before, change.after, report);
      break;
    case 'stock_locks': {
      const { before, after } = change;
      if (!before) break;
      const name = world.trace.nameOf(after.order_id);
      if (before.quantity !== after.quantity) report('a lock keeps its quantity', name);
      if (before.state !== 'active') report('a lock is settled once', name);
      break;
    }
    case 'refunds': {
      const { before, after } = change;
      const name = world.trace.nameOf(after.order_id);
      const enqueued = changes.some(
        ({ table, after: job }) =>
          table === 'simulated_jobs' &&
          job.queue === 'refund-payment' &&
          (job.payload as { refundId: string }).refundId === after.refund_id,
      );
      if (!before && after.state === 'requested' && !enqueued) {
        report('a refund commits with its job', name);
      }
      if (before && before.amount_cents !== after.amount_cents) {
        report('a refund keeps its amount', name);
      }
      if (before && before.state !== after.state && before.state === 'succeeded') {
        report('a refund that was made stays made', name);
      }
      break;
    }
    case 'simulated_jobs': {
      const { payload, queue } = change.after;
      const ids = 'orderIds' in payload ? payload.orderIds : [];
      for (const orderId of ids) {
        if (!state.tables.orders.has(orderId)) {
          report('a job commits with its cause', `${queue} for ${world.trace.nameOf(orderId)}`);
        }
      }
      break;
    }
    default:
  }
}

function checkNewOrder(world: World, changes: RowChange[], order: OrderRow, report: Report): void {
  const name = world.trace.nameOf(order.order_id);
  extendBusyUntil(world, Date.parse(order.recover_at) - world.scheduler.nowMs);
  if (order.status !== 'pending_payment') report('an order begins unpaid', name);
  if (world.responses.wasRefused(order.order_id))
    report('every answer holds', `${name} was refused`);
  const windowMs = Date.parse(order.pay_by) - Date.parse(order.placed_at);
  if (windowMs !== world.rules.paymentWindowMs) report('X is as it is set', name);
  const due = { 'close-orders': order.pay_by, 'recover-stock': order.recover_at };
  for (const [queue, at] of Object.entries(due)) {
    const enqueued = changes.some(
      ({ table, after: job }) =>
        table === 'simulated_jobs' &&
        job.queue === queue &&
        (job.payload as { orderIds: string[] }).orderIds.includes(order.order_id) &&
        Date.parse(job.start_after!) === Date.parse(at),
    );
    if (!enqueued) report('an order commits with its jobs', `${name}: ${queue}`);
  }
}

function checkOrderChange(world: World, before: OrderRow, after: OrderRow, report: Report): void {
  const name = world.trace.nameOf(after.order_id);
  const fixed = [
    'buyer_id',
    'total_cents',
    'currency',
    'placed_at',
    'pay_by',
    'recover_at',
  ] as const;
  for (const column of fixed) {
    if (before[column] !== after[column]) report('what was ordered stays', `${name}: ${column}`);
  }
  if (before.status === after.status) return;
  world.trace.log(`${name} is ${after.status}: ${after.status_reason}`);
  if (before.status !== 'pending_payment') report('an order is settled once', name);
}

/** Counts stock anew from locks and adjustments. */
function checkStock({ tables }: CommittedState, report: Report): void {
  for (const [key, row] of tables.stock) {
    let [active, onHand] = [0, 0];
    for (const lock of tables.stock_locks.values()) {
      if (`${lock.sku_id} ${lock.location_id}` !== key) continue;
      if (lock.state === 'active') active += lock.quantity;
      if (lock.state === 'consumed') onHand -= lock.quantity;
    }
    for (const adjustment of tables.stock_adjustments.values()) {
      if (`${adjustment.sku_id} ${adjustment.location_id}` === key) onHand += adjustment.delta;
    }
    const told = `stock ${key}: ${row.locked} of ${row.on_hand}, counted ${active} of ${onHand}`;
    if (row.locked !== active || row.on_hand !== onHand) report('stock adds up', told);
    if (row.locked < 0 || row.locked > row.on_hand) report('0 ≤ locked ≤ on hand', told);
  }
}

/** One order against its locks and against what the payment service knows of its money. */
function checkOrder(world: World, state: CommittedState, orderId: string, report: Report): void {
  const order = state.tables.orders.get(orderId);
  const sessions = world.payments.sessionsOf(orderId);
  const name = world.trace.nameOf(orderId);
  if (sessions.filter((session) => session.status !== 'expired' && !session.isForeign).length > 1) {
    report('an order has one session that can be paid', name);
  }
  checkRefunds(world, state, orderId, report);
  if (!order) return;

  const locks = state.locksOf(orderId);
  const ended = { pending_payment: 'active', paid: 'consumed', cancelled: 'released' }[
    order.status
  ];
  for (const { state } of locks) {
    if (state !== 'active' && state !== ended) {
      report('locks end as their order does', `${name} is ${order.status}, a lock is ${state}`);
    }
  }
  const captured = sessions.filter((session) => session.paymentStatus === 'paid');
  if (order.status === 'cancelled') checkCancelled(world, state, order, sessions, report);
  if (order.status === 'paid') {
    const fits = captured.some(
      ({ amountCents, currency }) =>
        amountCents === order.total_cents && currency === order.currency,
    );
    if (!fits) report('a paid order has been paid', name);
  }
}

/** The promise of the whole shop: cancelled only with proof, and no money kept for nothing. */
function checkCancelled(
  world: World,
  state: CommittedState,
  order: OrderRow,
  sessions: ModelSession[],
  report: Report,
): void {
  const name = world.trace.nameOf(order.order_id);
  for (const session of sessions) {
    if (session.isForeign) continue;
    if (session.status === 'open') {
      report('no cancelled order can be paid', `${name}: ${session.sessionId} is open`);
    }
    if (session.paymentStatus === 'processing') {
      report('no cancelled order can be paid', `${name}: money is under way`);
    }
    if (session.paymentStatus !== 'paid' || world.payments.unreportedOrderIds.has(order.order_id))
      continue;
    if (state.tables.held_payments.has(`${order.order_id} ${session.intentId}`)) continue;
    const refunding = state
      .refundsOf(order.order_id)
      .filter((refund) => refund.payment_intent_id === session.intentId);
    if (sumOf(refunding) < session.amountCents) {
      report('money for a cancelled order is given back', `${name}: ${session.sessionId}`);
    }
  }
}

function checkRefunds(world: World, state: CommittedState, orderId: string, report: Report): void {
  const name = world.trace.nameOf(orderId);
  const made = new Set<string>();
  for (const refund of world.payments.refunds.refunds) {
    if (!refund.refundId || refund.orderId !== orderId || refund.state === 'failed') continue;
    const ours = state.tables.refunds.get(`${orderId} ${refund.refundId}`);
    if (ours?.amount_cents !== refund.amountCents) {
      report('refunds are recorded as made', refund.name);
    }
    const isAnother =
      (ours?.service_refund_id ?? refund.serviceRefundId) !== refund.serviceRefundId;
    if (isAnother || made.has(refund.refundId)) report('a refund is made once', refund.name);
    made.add(refund.refundId);
  }
  for (const session of world.payments.sessionsOf(orderId)) {
    const ours = state
      .refundsOf(orderId)
      .filter((refund) => refund.payment_intent_id === session.intentId);
    const made = ours.filter(({ state }) => state === 'pending' || state === 'succeeded');
    // What was given back at the dashboard meanwhile, the service subtracts itself.
    const asked = ours.filter(
      ({ state, reason }) => state !== 'failed' && reason !== 'made_at_service',
    );
    const captured = session.paymentStatus === 'paid' ? session.amountCents : 0;
    if (Math.max(sumOf(made), sumOf(asked)) > captured) {
      report('no more is given back than was taken', `${name}: ${session.sessionId}`);
    }
  }
}

function sumOf(refunds: readonly { amount_cents: number }[]): number {
  return refunds.reduce((sum, { amount_cents }) => sum + amount_cents, 0);
}

function orderIdsOf(change: RowChange): string[] {
  return 'order_id' in change.after ? [change.after.order_id] : [];
}
