import type {
  ServiceRecords,
  ServiceRefundRecord,
  SessionRecord,
} from '../../invariants/records.ts';

interface ListedSession {
  id: string;
  client_reference_id: string | null;
  status: SessionRecord['status'];
  payment_status: string;
  amount_total: number;
  currency: string;
  payment_intent: { id: string; status: string } | null;
}

interface ListedRefund {
  id: string;
  payment_intent: string;
  metadata: Record<string, string>;
  status: string;
  amount: number;
}

const PAGE_SIZE = 100;

/** Lists all sessions and refunds of the payment service by its public API. */
export async function readPaymentService(service: {
  url: string;
  key: string;
}): Promise<ServiceRecords> {
  const expand = 'expand[]=data.payment_intent';
  const sessions = await listAll<ListedSession>(service, `/v1/checkout/sessions?${expand}`);
  const refunds = await listAll<ListedRefund>(service, '/v1/refunds?');
  return { sessions: sessions.map(toSession), refunds: refunds.map(toRefund) };
}

async function listAll<T extends { id: string }>(
  { url, key }: { url: string; key: string },
  path: string,
): Promise<T[]> {
  const found: T[] = [];
  for (;;) {
    const after = found.length > 0 ? `&starting_after=${found.at(-1)!.id}` : '';
    const response = await fetch(`${url}${path}&limit=${PAGE_SIZE}${after}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!response.ok)
      throw new Error(`${path} failed with ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as { data: T[]; has_more: boolean };
    found.push(...page.data);
    if (!page.has_more) return found;
  }
}

function toSession(listed: ListedSession): SessionRecord {
  const { payment_intent: intent } = listed;
  const isProcessing = intent?.status === 'processing';
  return {
    sessionId: listed.id,
    orderId: listed.client_reference_id,
    status: listed.status,
    paymentStatus:
      listed.payment_status === 'paid' ? 'captured' : isProcessing ? 'processing' : 'none',
    amountCents: listed.amount_total,
    currency: listed.currency.toUpperCase(),
    paymentIntentId: intent?.id ?? null,
    isForeign: false,
  };
}

function toRefund(listed: ListedRefund): ServiceRefundRecord {
  return {
    serviceRefundId: listed.id,
    paymentIntentId: listed.payment_intent,
    refundId: listed.metadata['refund_id'] ?? null,
    state: listed.status,
    amountCents: listed.amount,
  };
}
