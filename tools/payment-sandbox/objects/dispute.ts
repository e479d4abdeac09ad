import { newId } from './ids.ts';
import type { Charge } from './charge.ts';

export interface DisputeInput {
  amount: number;
  charge: Charge;
  created: number;
  reason: string;
}

const daysToAnswer = 7;

export type DisputeStatus = 'needs_response' | 'won' | 'lost';

export type Dispute = ReturnType<typeof newDispute>;

/** A dispute of a charge. */
export function newDispute(input: DisputeInput) {
  return {
    id: newId('du'),
    object: 'dispute' as const,
    amount: input.amount,
    balance_transactions: [],
    charge: input.charge.id,
    created: input.created,
    currency: input.charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(input.charge),
    evidence_details: {
      due_by: input.created + daysToAnswer * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted' as const,
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: null,
    payment_intent: input.charge.payment_intent,
    reason: input.reason,
    status: 'needs_response' as DisputeStatus,
  };
}

function noEvidence(charge: Charge) {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: charge.billing_details.email,
    customer_name: charge.billing_details.name,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
