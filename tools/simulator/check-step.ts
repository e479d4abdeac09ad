import { audit } from '#server/invariants/audit.ts';
import { checkFinished, checkSettled } from '../invariants/liveness.ts';
import { checkFinalMoney, checkMoney } from '../invariants/money.ts';
import type { CommittedState } from './committed-state.ts';
import { findOrderRecord, orderMoney, sessionRecord } from './records.ts';
import { checkTransition } from './transitions.ts';
import type { World } from './world.ts';

/** Commits between two runs of the audit; the cheaper checks run after each. */
const COMMITS_PER_AUDIT = 50;

/** Checks what the last step committed and what it changed at the payment service. */
export async function checkStep(world: World, state: CommittedState): Promise<void> {
  if (!world.hasUncheckedCommit && world.payments.changedOrderIds.size === 0) return;
  const isAuditDue = world.hasUncheckedCommit && ++world.commitCount % COMMITS_PER_AUDIT === 0;
  if (isAuditDue) await runAudit(world);
  const changes = world.hasUncheckedCommit ? await state.readChanges() : [];
  world.hasUncheckedCommit = false;
  for (const change of changes) checkTransition(world, state, changes, change);
  const orderIds = new Set([
    ...world.payments.changedOrderIds,
    ...changes.flatMap(({ after }) => ('order_id' in after ? [after.order_id] : [])),
  ]);
  world.payments.changedOrderIds.clear();
  for (const orderId of orderIds) checkMoney(orderMoney(world, state, orderId), world.report);
  world.responses.check(state);
  for (const change of changes) {
    if (change.table === 'simulated_jobs') world.jobs.scheduleCommitted(change.after);
  }
}

/** What must have finished by itself once the faults are over and X + N and a sweep have passed. */
export function checkAfterSweep(world: World, state: CommittedState): void {
  checkSettled(shopWork(state), world.report);
}

/** What must hold at the very end, after staff and reconciliation have done their part. */
export async function checkEnd(world: World, state: CommittedState): Promise<void> {
  await runAudit(world);
  for (const orderId of state.tables.orders.keys()) {
    checkFinalMoney(orderMoney(world, state, orderId), world.report);
  }
  const sessions = [...world.payments.sessions.values()].map(sessionRecord);
  checkFinished(shopWork(state), { sessions, refunds: [] }, world.report);
}

function shopWork(state: CommittedState) {
  const { orders, webhook_events } = state.tables;
  const unapplied = [...webhook_events.values()].filter((event) => !event.applied_at);
  return {
    orders: new Map(
      [...orders.keys()].map((orderId) => [orderId, findOrderRecord(state, orderId)!]),
    ),
    unappliedEventIds: unapplied.map((event) => event.event_id),
  };
}

async function runAudit(world: World): Promise<void> {
  const { violations } = await audit(world.database.db);
  for (const { rule, detail } of violations) world.report(`audit/${rule}`, detail);
}
