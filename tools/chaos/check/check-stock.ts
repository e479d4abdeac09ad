import { filterEntries } from '../ledger/request-log.ts';
import { firstObservation, type OrderHistory } from '../ledger/order-history.ts';
import type { CheckInput } from './check-input.ts';
import type { Finding } from './finding.ts';

/** The stock as it must be by the answers alone, against the stock as the database has it. */
export function checkStock(
  evidence: CheckInput,
  orderHistories: ReadonlyMap<string, OrderHistory>,
): Finding[] {
  const { findings, adjusted } = checkAdjustments(evidence);
  const restocked = sumRestocked(evidence);
  const sold = sumUnits(
    orderHistories,
    (orderHistory) => firstObservation(orderHistory, 'paid') !== undefined,
  );
  const promised = sumUnits(
    orderHistories,
    (orderHistory) =>
      orderHistory.exists === 'yes' && firstObservation(orderHistory, 'cancelled') === undefined,
  );
  for (const [skuId, row] of evidence.shop.stock) {
    const had =
      (evidence.initialStock.get(skuId)?.onHand ?? 0) +
      (adjusted.get(skuId) ?? 0) +
      (restocked.get(skuId) ?? 0);
    const held = promised.get(skuId) ?? 0;
    if (held > had) {
      const message = `SKU ${skuId}: ${held} units were sold or are promised, but there were only ${had}`;
      findings.push({ kind: 'oversold', message });
    }
    const left = had - (sold.get(skuId) ?? 0);
    if (row.onHand !== left) {
      const message = `SKU ${skuId}: ${row.onHand} are on hand, by what was answered it must be ${left}`;
      findings.push({ kind: 'mismatched', message });
    }
  }
  return findings;
}

function sumUnits(
  orderHistories: ReadonlyMap<string, OrderHistory>,
  counts: (orderHistory: OrderHistory) => boolean,
): Map<string, number> {
  const units = new Map<string, number>();
  for (const orderHistory of orderHistories.values()) {
    if (!counts(orderHistory)) continue;
    for (const { skuId, quantity } of orderHistory.content.lines) {
      units.set(skuId, (units.get(skuId) ?? 0) + quantity);
    }
  }
  return units;
}

/** What went back on the shelf with refunds, each of which may have been asked for several times. */
function sumRestocked({ requests: entries, shop }: CheckInput): Map<string, number> {
  const units = new Map<string, number>();
  const refunds = Map.groupBy(filterEntries(entries, 'refund'), (entry) => entry.refundId);
  for (const [refundId, attempts] of refunds) {
    const { orderId, restockLines } = attempts[0]!;
    const isAcknowledged = attempts.some(({ outcome }) => outcome.kind === 'ok');
    const known = shop.orders.get(orderId)?.refunds ?? [];
    if (!isAcknowledged && !known.some((refund) => refund.refundId === refundId)) continue;
    for (const { skuId, quantity } of restockLines) {
      units.set(skuId, (units.get(skuId) ?? 0) + quantity);
    }
  }
  return units;
}

/**
 * Each adjustment, which may have been asked for several times, against those that were made.
 * @returns also what the adjustments that count come to, per SKU
 */
function checkAdjustments({ requests: entries, shop }: CheckInput) {
  const findings: Finding[] = [];
  const adjusted = new Map<string, number>();
  const made = Map.groupBy(shop.adjustments, (adjustment) => adjustment.adjustmentId);
  const asked = Map.groupBy(filterEntries(entries, 'adjust'), (entry) => entry.adjustmentId);
  for (const [adjustmentId, attempts] of asked) {
    const { skuId, delta } = attempts[0]!;
    const rows = made.get(adjustmentId) ?? [];
    const what = `the adjustment ${adjustmentId} of SKU ${skuId} by ${delta}`;
    const isAcknowledged = attempts.some(({ outcome }) => outcome.kind === 'ok');
    if (isAcknowledged && rows.length === 0) {
      findings.push({ kind: 'lost', message: `${what} was acknowledged, and does not exist` });
    }
    if (attempts.every(({ outcome }) => outcome.kind === 'refused') && rows.length > 0) {
      findings.push({ kind: 'mismatched', message: `${what} was refused, but exists` });
    }
    if (rows.some((row) => row.skuId !== skuId || row.delta !== delta)) {
      findings.push({ kind: 'mismatched', message: `${what} was made otherwise than asked for` });
    }
    if (isAcknowledged || rows.length > 0) {
      adjusted.set(skuId, (adjusted.get(skuId) ?? 0) + delta);
    }
  }
  return { findings, adjusted };
}
