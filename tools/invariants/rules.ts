/**
 * What a violation means, as a chaos run counts it. `lost`: something acknowledged or paid for is not
 * there. `oversold`: more units promised than there were. `stuck`: not finished although everything
 * works again. `mismatched`: database, payment service and responses contradict each other.
 */
export type Consequence = 'lost' | 'oversold' | 'stuck' | 'mismatched';

/** Who judges: the part of a rule's id before the slash. */
export const judges = [
  'audit',
  'money',
  'responses',
  'liveness',
  'transitions',
  'environment',
  'reconciliation',
  'stock-history',
] as const;

export type Judge = (typeof judges)[number];

/** An invariant: the judge and a name, such as `money/refund-made-once`. */
export type RuleId = `${Judge}/${string}`;

/** One thing that must be true and is not. */
export interface Violation {
  rule: RuleId;
  detail: string;
}

export type Report = (rule: RuleId, detail: string) => void;

/** Rules whose violation is more than a contradiction between records. */
const consequences: Partial<Record<RuleId, Consequence>> = {
  'audit/locked-within-on-hand': 'oversold',
  'stock-history/oversold': 'oversold',
  'money/late-money-refunded': 'lost',
  'money/money-belongs-to-an-order': 'lost',
  'responses/accepted-order-exists': 'lost',
  'responses/paid-order-stays-paid': 'lost',
  'responses/accepted-refund-exists': 'lost',
  'responses/accepted-adjustment-exists': 'lost',
  'responses/accepted-payment-exists': 'lost',
  'responses/accepted-webhook-in-inbox': 'lost',
  'environment/no-unexpected-exit': 'lost',
};

export function consequenceOf(rule: RuleId): Consequence {
  return consequences[rule] ?? (judgeOf(rule) === 'liveness' ? 'stuck' : 'mismatched');
}

export function judgeOf(rule: RuleId): Judge {
  return rule.split('/')[0] as Judge;
}

/** Runs a check and returns what it reported. */
export function collect(check: (report: Report) => void): Violation[] {
  const violations: Violation[] = [];
  check((rule, detail) => violations.push({ rule, detail }));
  return violations;
}
