import type { RowChange, CommittedState, OrderRow } from './committed-state.ts';
import { extendBusyUntil, type Run } from './run.ts';

/** Checks one changed row against what it was, and against what committed with it. */
export function checkTransition(
  run: Run,
  state: CommittedState,
  changes: readonly RowChange[],
  change: RowChange,
): void {
  const { report, trace } = run;
  switch (change.table) {
    case 'orders':
      if (!change.before) checkNewOrder(run, changes, change.after);
      else checkOrderChange(run, change.before, change.after);
      break;
    case 'stock_locks': {
      const { before, after } = change;
      if (!before) break;
      const name = trace.nameOf(after.order_id);
      if (before.quantity !== after.quantity) report('transitions/lock-quantity-fixed', name);
      if (before.state !== 'active') report('transitions/lock-settled-once', name);
      break;
    }
    case 'refunds': {
      const { before, after } = change;
      const name = trace.nameOf(after.order_id);
      const enqueued = changes.some(
        ({ table, after: job }) =>
          table === 'simulated_jobs' &&
          job.queue === 'refund-payment' &&
          (job.payload as { refundId: string }).refundId === after.refund_id,
      );
      if (!before && after.state === 'requested' && !enqueued) {
        report('transitions/refund-commits-with-job', name);
      }
      if (before && before.amount_cents !== after.amount_cents) {
        report('transitions/refund-amount-fixed', name);
      }
      if (before && before.state !== after.state && before.state === 'succeeded') {
        report('transitions/succeeded-refund-final', name);
      }
      break;
    }
    case 'simulated_jobs': {
      const { payload, queue } = change.after;
      const orderIds = 'orderIds' in payload ? payload.orderIds : [];
      for (const orderId of orderIds) {
        if (state.tables.orders.has(orderId)) continue;
        report('transitions/job-commits-with-cause', `${queue} for ${trace.nameOf(orderId)}`);
      }
      break;
    }
    default:
  }
}

function checkNewOrder(run: Run, changes: readonly RowChange[], order: OrderRow): void {
  const { report, scheduler, rules, trace } = run;
  const name = trace.nameOf(order.order_id);
  extendBusyUntil(run, Date.parse(order.recover_at) - scheduler.nowMs);
  if (order.status !== 'pending_payment') report('transitions/new-order-pending', name);
  const windowMs = Date.parse(order.pay_by) - Date.parse(order.placed_at);
  if (windowMs !== rules.paymentWindowMs) report('transitions/payment-window-as-configured', name);
  const due = { 'close-orders': order.pay_by, 'recover-stock': order.recover_at };
  for (const [queue, at] of Object.entries(due)) {
    const enqueued = changes.some(
      ({ table, after: job }) =>
        table === 'simulated_jobs' &&
        job.queue === queue &&
        (job.payload as { orderIds: string[] }).orderIds.includes(order.order_id) &&
        Date.parse(job.start_after!) === Date.parse(at),
    );
    if (!enqueued) report('transitions/order-commits-with-jobs', `${name}: ${queue}`);
  }
}

function checkOrderChange({ report, trace }: Run, before: OrderRow, after: OrderRow): void {
  const name = trace.nameOf(after.order_id);
  const fixed = [
    'buyer_id',
    'total_cents',
    'currency',
    'placed_at',
    'pay_by',
    'recover_at',
  ] as const;
  for (const column of fixed) {
    if (before[column] !== after[column]) {
      report('transitions/order-content-fixed', `${name}: ${column}`);
    }
  }
  if (before.status === after.status) return;
  trace.log(`${name} is ${after.status}: ${after.status_reason}`);
  if (before.status !== 'pending_payment') report('transitions/order-settled-once', name);
}
