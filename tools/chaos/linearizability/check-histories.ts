import type { Finding } from '../check/finding.ts';
import { checkLinearizability } from './linearizability-search.ts';
import type { Operation, StockRow } from './stock-model.ts';

export interface HistoryCheckResult {
  findings: Finding[];
  skus: number;
  operations: number;
  /** Those whose search was given up. */
  undecided: number;
}

/**
 * Checks the history of each SKU, the shortest first, all of them within a time. One that is not
 * decided is a finding, too: nothing is known of it.
 */
export function checkHistories(
  opening: ReadonlyMap<string, StockRow>,
  histories: ReadonlyMap<string, readonly Operation[]>,
  limitMs: number,
): HistoryCheckResult {
  const deadline = performance.now() + limitMs;
  const checked: HistoryCheckResult = { findings: [], skus: 0, operations: 0, undecided: 0 };
  const shortestFirst = [...histories].toSorted(([, a], [, b]) => a.length - b.length);
  for (const [skuId, operations] of shortestFirst) {
    const initial = opening.get(skuId) ?? { onHand: 0, locked: 0 };
    const verdict = checkLinearizability(
      initial,
      operations,
      Math.max(1, deadline - performance.now()),
    );
    checked.skus++;
    checked.operations += operations.length;
    if (verdict.linearizable === true) continue;
    if (verdict.linearizable === 'undecided') checked.undecided++;
    const reason =
      verdict.linearizable === false
        ? verdict.reason
        : `no order of its ${operations.length} operations was found in time, nor that there is none`;
    checked.findings.push({ kind: 'mismatched', message: `the stock of SKU ${skuId}: ${reason}` });
  }
  return checked;
}
