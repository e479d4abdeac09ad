import type { Finding } from '../check/finding.ts';
import { checkHistory } from './search.ts';
import type { Operation, Row } from './stock-model.ts';

export interface HistoriesChecked {
  findings: Finding[];
  skus: number;
  operations: number;
  /** SKUs whose search was given up. */
  undecided: string[];
}

/** Checks the history of each SKU, the shortest first, all of them within a time. */
export function checkHistories(
  opening: ReadonlyMap<string, Row>,
  histories: ReadonlyMap<string, readonly Operation[]>,
  limitMs: number,
): HistoriesChecked {
  const deadline = performance.now() + limitMs;
  const checked: HistoriesChecked = { findings: [], skus: 0, operations: 0, undecided: [] };
  const shortestFirst = [...histories].toSorted(([, a], [, b]) => a.length - b.length);
  for (const [skuId, operations] of shortestFirst) {
    const initial = opening.get(skuId) ?? { onHand: 0, locked: 0 };
    const verdict = checkHistory(initial, operations, Math.max(1, deadline - performance.now()));
    checked.skus++;
    checked.operations += operations.length;
    if (verdict.holds === 'undecided') checked.undecided.push(skuId);
    if (verdict.holds === false) {
      checked.findings.push({
        kind: 'mismatched',
        words: `the stock of SKU ${skuId}: ${verdict.reason}`,
      });
    }
  }
  return checked;
}
