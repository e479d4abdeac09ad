import { tellStories } from '../ledger/order-story.ts';
import { checkAnswers } from './check-answers.ts';
import { checkLeftOvers } from './check-left-overs.ts';
import { checkMoney } from './check-money.ts';
import { checkStock } from './check-stock.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';

/**
 * Holds the database, the payment service and what the clients were told against each other, once
 * everything works again and has settled. Each finding is one contradiction, in words.
 */
export function check(evidence: Evidence): Finding[] {
  const stories = tellStories(evidence.entries);
  return [
    ...checkAnswers(evidence, stories),
    ...checkMoney(evidence, stories),
    ...checkStock(evidence, stories),
    ...checkLeftOvers(evidence),
    ...evidence.violations.map(({ rule, detail }): Finding => {
      const kind = rule === '0 ≤ locked ≤ on hand' ? 'oversold' : 'mismatched';
      return { kind, words: `the audit: it does not hold that ${rule}: ${detail}` };
    }),
    ...evidence.differences.map(({ kind, subject, detail }): Finding => ({
      kind: 'mismatched',
      words: `the reconciliation: ${kind} ${subject}: ${detail}`,
    })),
    ...evidence.ends.map((words): Finding => ({ kind: 'lost', words })),
  ];
}
