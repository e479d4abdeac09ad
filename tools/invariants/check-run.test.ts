import { expect, test } from 'vitest';
import { checkRun } from './check-run.ts';
import type {
  OrderRecord,
  RefundRecord,
  ServiceRefundRecord,
  SessionRecord,
  StockRow,
} from './records.ts';
import type { Outcome, RequestLogEntry, RequestLogEntryOf } from './request-log.ts';
import { consequenceOf, type RuleId } from './rules.ts';

const MUG = 'mug';
const PRICE_CENTS = 500;
const payBy = '2026-11-20T12:00:00.000Z';

const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value });
const refused: Outcome<never> = { kind: 'refused', code: 'OUT_OF_STOCK', details: { lines: [] } };
const unknown: Outcome<never> = { kind: 'unknown', reason: 'fetch failed' };

let now = 0;
function timed() {
  now += 10;
  return { sentAt: now, answeredAt: now + 5 };
}

function placeResponse(orderId: string, totalCents: number) {
  return { orderId, payBy, totalCents, currency: 'EUR' };
}

function place(
  orderId: string,
  quantity: number,
  outcome?: RequestLogEntryOf<'place'>['outcome'],
): RequestLogEntry {
  const totalCents = quantity * PRICE_CENTS;
  const email = `${orderId}@example.com`;
  return {
    operation: 'place',
    orderId,
    content: { email, lines: [{ skuId: MUG, quantity }], totalCents },
    outcome: outcome ?? ok(placeResponse(orderId, totalCents)),
    ...timed(),
  };
}

function read(orderId: string, status: OrderRecord['status']): RequestLogEntry {
  const outcome = ok({ status, statusReason: null, payBy });
  return { operation: 'read order', orderId, outcome, ...timed() };
}

function adjust(adjustmentId: string): RequestLogEntry {
  const outcome = ok({ onHand: 15, locked: 6 });
  const sku = { skuId: MUG, locationId: 'hall', delta: 5 };
  return { operation: 'adjust', adjustmentId, ...sku, outcome, ...timed() };
}

function refund(orderId: string, refundId: string): RequestLogEntry {
  const request = { amountCents: 100, restockLines: [] };
  return {
    operation: 'refund',
    orderId,
    refundId,
    ...request,
    outcome: ok({ refundId }),
    ...timed(),
  };
}

function action(orderId: string, name: 'pay by card' | 'pay after expiry'): RequestLogEntry {
  const outcome = ok({ paid: true });
  return { operation: 'payment action', action: name, orderId, outcome, ...timed() };
}

function order(
  orderId: string,
  quantity: number,
  status: OrderRecord['status'],
  refunds: RefundRecord[] | null = null,
): OrderRecord {
  const totalCents = quantity * PRICE_CENTS;
  return {
    orderId,
    status,
    email: `${orderId}@example.com`,
    buyerId: 'buyer',
    totalCents,
    currency: 'EUR',
    payBy: Date.parse(payBy),
    lines: [{ skuId: MUG, quantity }],
    unitsLocked: 0,
    payment: refunds && {
      state: 'paid',
      sessionId: `cs-${orderId}`,
      paymentIntentId: `pi-${orderId}`,
      paidCents: totalCents,
    },
    refunds: refunds ?? [],
    heldPaymentIntentIds: [],
  };
}

function session(orderId: string, amountCents: number): SessionRecord {
  return {
    sessionId: `cs-${orderId}`,
    orderId,
    status: 'complete',
    paymentStatus: 'captured',
    amountCents,
    currency: 'EUR',
    paymentIntentId: `pi-${orderId}`,
    isForeign: false,
  };
}

/** The same refund as shop and payment service record it. */
function refundRecords(
  orderId: string,
  number: number,
  refundId: string | null,
  amountCents: number,
): [RefundRecord, ServiceRefundRecord] {
  const same = { paymentIntentId: `pi-${orderId}`, state: 'succeeded', amountCents };
  const serviceRefundId = `re-${number}`;
  return [
    { ...same, serviceRefundId, refundId: refundId ?? 'external', isExternal: refundId === null },
    { ...same, serviceRefundId, refundId },
  ];
}

/** Four orders: paid and partly refunded, cancelled, cancelled with a late payment, and refused. */
function soundRun() {
  const [goodwill, madeGoodwill] = refundRecords('paid', 1, 'goodwill', 100);
  const [external, madeExternal] = refundRecords('paid', 2, null, 50);
  const [late, madeLate] = refundRecords('late', 3, 'all', 500);
  const requests: RequestLogEntry[] = [
    place('paid', 2),
    place('cancelled', 3),
    place('late', 1),
    place('refused', 9, refused),
    place('unknown', 1, unknown),
    adjust('delivery'),
    action('paid', 'pay by card'),
    action('late', 'pay after expiry'),
    refund('paid', 'goodwill'),
    read('paid', 'paid'),
    read('cancelled', 'cancelled'),
    read('late', 'cancelled'),
  ];
  const orders = [
    order('paid', 2, 'paid', [goodwill, external]),
    order('cancelled', 3, 'cancelled'),
    order('late', 1, 'cancelled', [late]),
  ];
  return {
    requests,
    shop: {
      orders: new Map(orders.map((record) => [record.orderId, record])),
      stock: new Map<string, StockRow>([[MUG, { onHand: 13, locked: 0 }]]),
      adjustments: [{ adjustmentId: 'delivery', skuId: MUG, delta: 5 }],
      unappliedEventIds: [] as string[],
    },
    service: {
      sessions: [session('paid', 1000), session('late', 500)],
      refunds: [madeGoodwill, madeExternal, madeLate],
    },
  };
}

type Run = ReturnType<typeof soundRun>;

/** The rules violated by the sound run with one change. */
function violatedBy(change: (run: Run) => unknown): RuleId[] {
  const run = soundRun();
  change(run);
  return [...new Set(checkRun(run).map(({ rule }) => rule))].toSorted();
}

const find = (run: Run, orderId: string) => run.shop.orders.get(orderId)!;
const add = (run: Run, record: OrderRecord) => run.shop.orders.set(record.orderId, record);

test('a correct run has no violations', () => {
  expect(checkRun(soundRun())).toEqual([]);
});

test('an order with an unknown outcome may exist or not', () => {
  expect(violatedBy((run) => add(run, order('unknown', 1, 'cancelled')))).toEqual([]);
});

test.each<[string, (run: Run) => unknown, RuleId[]]>([
  [
    'an accepted order that is missing',
    (run) => run.shop.orders.delete('cancelled'),
    ['responses/accepted-order-exists', 'responses/cancelled-order-stays-cancelled'],
  ],
  [
    'an order with an unknown outcome and other content',
    (run) => add(run, order('unknown', 2, 'cancelled')),
    ['responses/order-as-accepted'],
  ],
  [
    'other content than was accepted',
    (run) => (find(run, 'cancelled').email = 'other@example.com'),
    ['responses/order-as-accepted'],
  ],
  [
    'another deadline than was accepted',
    (run) => (find(run, 'cancelled').payBy += 1),
    ['responses/order-as-accepted'],
  ],
  [
    'a paid order that is cancelled',
    (run) => (find(run, 'paid').status = 'cancelled'),
    ['money/late-money-refunded', 'responses/paid-order-stays-paid'],
  ],
  [
    'a refused order that exists',
    (run) => add(run, order('refused', 9, 'cancelled')),
    ['responses/refused-order-absent'],
  ],
  [
    'an order that nobody placed',
    (run) => add(run, order('stranger', 1, 'cancelled')),
    ['responses/every-order-was-placed'],
  ],
  [
    'an accepted order that is refused when sent again',
    (run) => run.requests.push(place('cancelled', 3, refused)),
    ['responses/placement-is-idempotent'],
  ],
  [
    'a settled order that is pending again',
    (run) => run.requests.push(read('cancelled', 'pending_payment')),
    ['responses/status-never-goes-back'],
  ],
  [
    'an order id that is accepted twice',
    (run) =>
      run.requests.push({
        operation: 'reuse id',
        orderId: 'paid',
        outcome: ok(placeResponse('paid', 1)),
        ...timed(),
      }),
    ['responses/order-id-used-once'],
  ],
  [
    'a payment page of another session',
    (run) =>
      run.requests.push({
        operation: 'request payment',
        orderId: 'paid',
        outcome: ok({ url: 'http://localhost/pay/cs-other' }),
        ...timed(),
      }),
    ['responses/payment-page-is-recorded-session'],
  ],
  [
    'a forged webhook that is accepted',
    (run) =>
      run.requests.push({
        operation: 'webhook',
        eventId: 'evt',
        forgery: 'without a signature',
        orderId: 'paid',
        outcome: ok({ status: 200 }),
        ...timed(),
      }),
    ['responses/forged-webhook-rejected'],
  ],
  [
    'an accepted adjustment that is missing',
    (run) => run.shop.adjustments.pop(),
    ['responses/accepted-adjustment-exists'],
  ],
  [
    'an accepted refund that is missing',
    (run) => find(run, 'paid').refunds.shift(),
    [
      'money/refund-recorded-as-made',
      'money/service-refund-recorded',
      'responses/accepted-refund-exists',
    ],
  ],
  [
    'a confirmed payment that the service does not have',
    (run) => (run.service.sessions[0]!.paymentStatus = 'none'),
    [
      'money/paid-order-has-exact-payment',
      'money/refunds-within-captured',
      'responses/accepted-payment-exists',
    ],
  ],
  [
    'late money that is not refunded',
    (run) => {
      find(run, 'late').refunds = [];
      run.service.refunds.pop();
    },
    ['money/late-money-refunded'],
  ],
  [
    'a late refund that failed',
    (run) => {
      find(run, 'late').refunds[0]!.state = 'failed';
      run.service.refunds[2]!.state = 'failed';
    },
    ['money/late-money-refunded'],
  ],
  [
    'money for an order that does not exist',
    (run) => run.service.sessions.push(session('nobody', 700)),
    ['money/money-belongs-to-an-order'],
  ],
  [
    'a paid order without a session',
    (run) => run.service.sessions.shift(),
    [
      'money/paid-order-has-exact-payment',
      'money/refund-recorded-as-made',
      'responses/accepted-payment-exists',
    ],
  ],
  [
    'a payment of another amount',
    (run) => (run.service.sessions[0]!.amountCents = 900),
    ['money/paid-order-has-exact-payment', 'money/payment-recorded'],
  ],
  [
    'two sessions of one order',
    (run) =>
      run.service.sessions.push({
        ...session('paid', 1000),
        status: 'expired',
        paymentStatus: 'none',
        paymentIntentId: null,
      }),
    ['money/one-session-per-order'],
  ],
  [
    'a session that the order does not name',
    (run) => (find(run, 'paid').payment!.sessionId = 'cs-other'),
    ['money/session-recorded'],
  ],
  [
    'a cancelled order that can be paid',
    (run) => {
      run.service.sessions.push({
        ...session('cancelled', 1500),
        status: 'open',
        paymentStatus: 'none',
      });
      find(run, 'cancelled').payment = {
        state: 'open',
        sessionId: 'cs-cancelled',
        paymentIntentId: null,
        paidCents: 0,
      };
    },
    ['liveness/no-session-stays-open', 'money/cancelled-order-not-payable'],
  ],
  [
    'a service refund that the shop does not have',
    (run) => run.service.refunds.push(refundRecords('paid', 9, null, 5)[1]),
    ['money/service-refund-recorded'],
  ],
  [
    'a refund that failed at the service',
    (run) => (run.service.refunds[0]!.state = 'failed'),
    ['money/refund-recorded-as-made'],
  ],
  [
    'a refund that is made twice',
    (run) => run.service.refunds.push({ ...run.service.refunds[0]!, serviceRefundId: 're-9' }),
    ['money/refund-made-once', 'money/refund-recorded-as-made'],
  ],
  [
    'more refunded than captured',
    (run) => {
      find(run, 'late').refunds[0]!.amountCents = 600;
      run.service.refunds[2]!.amountCents = 600;
    },
    ['money/refunds-within-captured'],
  ],
  [
    'an order that is still pending',
    (run) => add(run, order('unknown', 1, 'pending_payment')),
    ['liveness/no-order-stays-pending'],
  ],
  [
    'a lock of a settled order',
    (run) => (find(run, 'cancelled').unitsLocked = 3),
    ['liveness/no-stock-stays-locked'],
  ],
  [
    'an accepted event that is never applied',
    (run) => run.shop.unappliedEventIds.push('evt'),
    ['liveness/accepted-event-applied'],
  ],
  [
    'a refund that is never made',
    (run) => {
      find(run, 'paid').refunds[0]!.state = 'requested';
      run.service.refunds.shift();
    },
    ['liveness/no-refund-stays-open'],
  ],
])('reports %s', (_, change, rules) => {
  expect(violatedBy(change)).toEqual(rules);
});

test.each<[RuleId, string]>([
  ['audit/locked-within-on-hand', 'oversold'],
  ['audit/locks-match-order', 'mismatched'],
  ['money/late-money-refunded', 'lost'],
  ['liveness/no-order-stays-pending', 'stuck'],
])('%s counts as %s', (rule, consequence) => {
  expect(consequenceOf(rule)).toBe(consequence);
});
