import { newId } from './ids.ts';
import type { Charge } from './charge.ts';
import type { Metadata } from './metadata.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

export interface RefundInput {
  amount: number;
  charge: Charge;
  created: number;
  metadata: Metadata;
  status: RefundStatus;
}

export type Refund = ReturnType<typeof newRefund>;

/** A refund of a charge. */
export function newRefund(input: RefundInput) {
  return {
    id: newId('re'),
    object: 'refund' as const,
    amount: input.amount,
    charge: input.charge.id,
    created: input.created,
    currency: input.charge.currency,
    failure_reason: undefined as string | undefined,
    metadata: input.metadata,
    payment_intent: input.charge.payment_intent,
    status: input.status,
  };
}
