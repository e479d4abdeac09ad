import { entriesOf } from '../ledger/ledger.ts';
import { firstTold, type OrderStory } from '../ledger/order-story.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';

/** The stock as it must be by the answers alone, against the stock as the database has it. */
export function checkStock(
  evidence: Evidence,
  stories: ReadonlyMap<string, OrderStory>,
): Finding[] {
  const { findings, adjusted } = checkAdjustments(evidence);
  const restocked = countRestocked(evidence);
  const sold = unitsOf(stories, (story) => firstTold(story, 'paid') !== undefined);
  const promised = unitsOf(
    stories,
    (story) => story.exists === 'yes' && firstTold(story, 'cancelled') === undefined,
  );
  for (const [skuId, row] of evidence.shop.stock) {
    const had =
      (evidence.opening.get(skuId)?.onHand ?? 0) +
      (adjusted.get(skuId) ?? 0) +
      (restocked.get(skuId) ?? 0);
    const held = promised.get(skuId) ?? 0;
    if (held > had) {
      const words = `SKU ${skuId}: ${held} units were sold or are promised, but there were only ${had}`;
      findings.push({ kind: 'oversold', words });
    }
    const left = had - (sold.get(skuId) ?? 0);
    if (row.onHand !== left) {
      const words = `SKU ${skuId}: ${row.onHand} are on hand, by what was answered it must be ${left}`;
      findings.push({ kind: 'mismatched', words });
    }
  }
  return findings;
}

function unitsOf(
  stories: ReadonlyMap<string, OrderStory>,
  counts: (story: OrderStory) => boolean,
): Map<string, number> {
  const units = new Map<string, number>();
  for (const story of stories.values()) {
    if (!counts(story)) continue;
    for (const { skuId, quantity } of story.content.lines) {
      units.set(skuId, (units.get(skuId) ?? 0) + quantity);
    }
  }
  return units;
}

/** What went back on the shelf with refunds, each of which may have been asked for several times. */
function countRestocked({ entries, shop }: Evidence): Map<string, number> {
  const units = new Map<string, number>();
  const refunds = Map.groupBy(entriesOf(entries, 'refund'), (entry) => entry.refundId);
  for (const [refundId, attempts] of refunds) {
    const { orderId, restockLines } = attempts[0]!;
    const isAcknowledged = attempts.some(({ outcome }) => outcome.is === 'told');
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
function checkAdjustments({ entries, shop }: Evidence) {
  const findings: Finding[] = [];
  const adjusted = new Map<string, number>();
  const made = Map.groupBy(shop.adjustments, (adjustment) => adjustment.adjustmentId);
  const asked = Map.groupBy(entriesOf(entries, 'adjust'), (entry) => entry.adjustmentId);
  for (const [adjustmentId, attempts] of asked) {
    const { skuId, delta } = attempts[0]!;
    const rows = made.get(adjustmentId) ?? [];
    const what = `the adjustment ${adjustmentId} of SKU ${skuId} by ${delta}`;
    const isAcknowledged = attempts.some(({ outcome }) => outcome.is === 'told');
    if (isAcknowledged && rows.length === 0) {
      findings.push({ kind: 'lost', words: `${what} was acknowledged, and does not exist` });
    }
    if (attempts.every(({ outcome }) => outcome.is === 'refused') && rows.length > 0) {
      findings.push({ kind: 'mismatched', words: `${what} was refused, but exists` });
    }
    if (rows.some((row) => row.skuId !== skuId || row.delta !== delta)) {
      findings.push({ kind: 'mismatched', words: `${what} was made otherwise than asked for` });
    }
    if (isAcknowledged || rows.length > 0) {
      adjusted.set(skuId, (adjusted.get(skuId) ?? 0) + delta);
    }
  }
  return { findings, adjusted };
}
