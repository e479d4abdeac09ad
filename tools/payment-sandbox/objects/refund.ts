import { newId } from './ids.ts';
import type { Charge } from './charge.ts';
import type { Metadata } from './metadata.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

export interface RefundInput {
  amount: number;
  charge: Charge;
  created: number;
  metadata: Metadata;
  reason: string | null;
  status: RefundStatus;
}

export type Refund = ReturnType<typeof newRefund>;

/** A refund of a charge. */
export function newRefund(input: RefundInput) {
  return {
    id: newId('re'),
    object: 'refund' as const,
    amount: input.amount,
    balance_transaction: newId('txn') as string | null,
    charge: input.charge.id,
    created: input.created,
    currency: input.charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund' as const,
      },
      type: 'card',
    },
    failure_reason: undefined as string | undefined,
    metadata: input.metadata,
    payment_intent: input.charge.payment_intent,
    payment_method: input.charge.payment_method,
    pending_reason: input.status === 'pending' ? ('processing' as const) : undefined,
    reason: input.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: input.status,
    transfer_reversal: null,
  };
}
