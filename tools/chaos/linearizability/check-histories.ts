import type { Violation } from '../../invariants/rules.ts';
import { checkLinearizability } from './linearizability-search.ts';
import type { StockRow } from '../../invariants/records.ts';
import type { Operation } from './stock-model.ts';

export interface HistoryCheckResult {
  violations: Violation[];
  skus: number;
  operations: number;
  /** Histories whose search ran out of time. */
  undecided: number;
}

/**
 * Checks the history of each SKU, shortest first, within a common time limit. An undecided history is a
 * violation, too: nothing is known about it.
 */
export function checkHistories(
  initialStock: ReadonlyMap<string, StockRow>,
  histories: ReadonlyMap<string, readonly Operation[]>,
  limitMs: number,
): HistoryCheckResult {
  const deadline = performance.now() + limitMs;
  const checked: HistoryCheckResult = { violations: [], skus: 0, operations: 0, undecided: 0 };
  const shortestFirst = [...histories].toSorted(([, a], [, b]) => a.length - b.length);
  for (const [skuId, operations] of shortestFirst) {
    const initial = initialStock.get(skuId) ?? { onHand: 0, locked: 0 };
    const verdict = checkLinearizability(
      initial,
      operations,
      Math.max(1, deadline - performance.now()),
    );
    checked.skus++;
    checked.operations += operations.length;
    if (verdict.linearizable === true) continue;
    if (verdict.linearizable === 'undecided') checked.undecided++;
    const rule =
      verdict.linearizable === false && verdict.isOversold
        ? 'stock-history/oversold'
        : 'stock-history/linearizable';
    const reason =
      verdict.linearizable === false
        ? verdict.reason
        : `undecided within the time limit, ${operations.length} operations`;
    checked.violations.push({ rule, detail: `SKU ${skuId}: ${reason}` });
  }
  return checked;
}
