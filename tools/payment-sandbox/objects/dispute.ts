import { newId } from './ids.ts';
import type { Charge } from './charge.ts';

export interface DisputeInput {
  amount: number;
  charge: Charge;
  created: number;
  reason: string;
}

export type DisputeStatus = 'needs_response' | 'won' | 'lost';

export type Dispute = ReturnType<typeof newDispute>;

/** A dispute of a charge. */
export function newDispute(input: DisputeInput) {
  return {
    id: newId('du'),
    object: 'dispute' as const,
    amount: input.amount,
    charge: input.charge.id,
    created: input.created,
    currency: input.charge.currency,
    payment_intent: input.charge.payment_intent,
    reason: input.reason,
    status: 'needs_response' as DisputeStatus,
  };
}
