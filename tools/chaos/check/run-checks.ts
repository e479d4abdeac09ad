import { buildOrderHistories } from '../ledger/order-history.ts';
import { checkResponses } from './check-responses.ts';
import { checkLiveness } from './check-liveness.ts';
import { checkMoney } from './check-money.ts';
import { checkStock } from './check-stock.ts';
import type { CheckInput } from './check-input.ts';
import type { Finding } from './finding.ts';

/**
 * Holds the database, the payment service and what the clients were told against each other, once
 * everything works again and has settled. Each finding is one contradiction, in message.
 */
export function runChecks(evidence: CheckInput): Finding[] {
  const orderHistories = buildOrderHistories(evidence.requests);
  return [
    ...checkResponses(evidence, orderHistories),
    ...checkMoney(evidence, orderHistories),
    ...checkStock(evidence, orderHistories),
    ...checkLiveness(evidence),
    ...evidence.violations.map(({ rule, detail }): Finding => {
      const kind = rule === '0 ≤ locked ≤ on hand' ? 'oversold' : 'mismatched';
      return { kind, message: `the audit: it does not hold that ${rule}: ${detail}` };
    }),
    ...evidence.differences.map(({ kind, subject, detail }): Finding => ({
      kind: 'mismatched',
      message: `the reconciliation: ${kind} ${subject}: ${detail}`,
    })),
    ...evidence.unexpectedExits.map((message): Finding => ({ kind: 'lost', message })),
  ];
}
