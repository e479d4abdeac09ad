import { describe, expect, test } from 'vitest';
import type { RequestLogEntry, Outcome } from '../ledger/request-log.ts';
import type { StockRow } from '../linearizability/stock-model.ts';
import { runChecks } from './run-checks.ts';
import type { CheckInput, OrderRecord, ServiceRefundRecord, SessionRecord } from './check-input.ts';

/*
 * A run in which all is well, and for each thing that can be wrong the same run with that one thing
 * changed: the check finds the change and nothing else.
 */

const MUG = 'mug';
const PRICE_CENTS = 500;
const payBy = '2026-11-20T12:00:00.000Z';

const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value });
const refused: Outcome<never> = { kind: 'refused', code: 'OUT_OF_STOCK', details: { lines: [] } };
const unknown: Outcome<never> = { kind: 'unknown', why: 'fetch failed' };

let now = 0;
function timed() {
  now += 10;
  return { sentAt: now, answeredAt: now + 5 };
}

type Placed = Extract<RequestLogEntry, { operation: 'place' }>['outcome'];
function place(orderId: string, quantity: number, outcome: 'ok' | Placed = 'ok'): RequestLogEntry {
  const totalCents = quantity * PRICE_CENTS;
  const content = {
    email: `${orderId}@example.com`,
    lines: [{ skuId: MUG, quantity }],
    totalCents,
  };
  const answer = { orderId, payBy, totalCents, currency: 'EUR' };
  return {
    operation: 'place',
    orderId,
    content,
    outcome: outcome === 'ok' ? ok(answer) : outcome,
    ...timed(),
  };
}
function look(orderId: string, status: OrderRecord['status']): RequestLogEntry {
  return {
    operation: 'look',
    orderId,
    outcome: ok({ status, statusReason: null, payBy }),
    ...timed(),
  };
}

/**
 * Four orders: one paid, of which staff gave parts back, also at the dashboard; one cancelled; one
 * cancelled with late money given back; one refused.
 */
function soundRun() {
  const entries: RequestLogEntry[] = [
    place('paid', 2),
    place('cancelled', 3),
    place('late', 1),
    place('refused', 9, refused),
    place('never-heard-of', 1, unknown),
    {
      operation: 'adjust',
      skuId: MUG,
      locationId: 'hall',
      adjustmentId: 'delivery',
      delta: 5,
      outcome: ok({ onHand: 15, locked: 6 }),
      ...timed(),
    },
    {
      operation: 'adjust',
      skuId: MUG,
      locationId: 'hall',
      adjustmentId: 'too-much',
      delta: -90,
      outcome: refused,
      ...timed(),
    },
    {
      operation: 'act',
      action: 'pay by card',
      orderId: 'paid',
      outcome: ok({ paid: true }),
      ...timed(),
    },
    {
      operation: 'act',
      action: 'pay after expiry',
      orderId: 'late',
      outcome: ok({ paid: true }),
      ...timed(),
    },
    {
      operation: 'cancel',
      by: 'shopper',
      orderId: 'cancelled',
      outcome: ok({ status: 'cancelled' }),
      ...timed(),
    },
    {
      operation: 'refund',
      orderId: 'paid',
      refundId: 'goodwill',
      amountCents: 100,
      restockLines: [],
      outcome: ok({ refundId: 'goodwill' }),
      ...timed(),
    },
    look('paid', 'paid'),
    look('cancelled', 'cancelled'),
    look('late', 'cancelled'),
  ];
  const orders = new Map<string, OrderRecord>(
    [
      order('paid', 2, 'paid', { state: 'paid', sessionId: 'cs-paid', paidCents: 1000 }),
      order('cancelled', 3, 'cancelled', null),
      order('late', 1, 'cancelled', { state: 'paid', sessionId: 'cs-late', paidCents: 500 }),
    ].map((record) => [record.orderId, record]),
  );
  orders
    .get('paid')!
    .refunds.push(
      { refundId: 'goodwill', serviceRefundId: 're-1', state: 'succeeded', amountCents: 100 },
      { refundId: 'seen', serviceRefundId: 're-0', state: 'succeeded', amountCents: 50 },
    );
  orders.get('late')!.refunds.push({
    refundId: 'all',
    serviceRefundId: 're-2',
    state: 'succeeded',
    amountCents: 500,
  });
  const sessions: SessionRecord[] = [session('paid', 1000), session('late', 500)];
  const refunds: ServiceRefundRecord[] = [
    {
      serviceRefundId: 're-0',
      paymentIntentId: 'pi-paid',
      refundId: null,
      state: 'succeeded',
      amountCents: 50,
    },
    {
      serviceRefundId: 're-1',
      paymentIntentId: 'pi-paid',
      refundId: 'goodwill',
      state: 'succeeded',
      amountCents: 100,
    },
    {
      serviceRefundId: 're-2',
      paymentIntentId: 'pi-late',
      refundId: 'all',
      state: 'succeeded',
      amountCents: 500,
    },
  ];
  return {
    requests: entries,
    initialStock: new Map<string, StockRow>([[MUG, { onHand: 10, locked: 0 }]]),
    shop: {
      orders,
      stock: new Map<string, StockRow>([[MUG, { onHand: 13, locked: 0 }]]),
      adjustments: [{ adjustmentId: 'delivery', skuId: MUG, delta: 5 }],
    },
    service: { sessions, refunds },
    violations: [] as { rule: string; detail: string }[],
    differences: [] as { kind: string; subject: string; detail: string }[],
    unexpectedExits: [] as string[],
  } satisfies CheckInput;
}

function order(
  orderId: string,
  quantity: number,
  status: OrderRecord['status'],
  payment: OrderRecord['payment'],
): OrderRecord {
  return {
    orderId,
    status,
    statusReason: null,
    email: `${orderId}@example.com`,
    totalCents: quantity * PRICE_CENTS,
    currency: 'EUR',
    payBy: Date.parse(payBy),
    lines: [{ skuId: MUG, quantity }],
    unitsLocked: 0,
    payment,
    refunds: [],
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
  };
}

type Run = ReturnType<typeof soundRun>;

/** The sound run with a change; what the check then finds, without what it merely implies. */
function findingsAfter(change: (run: Run) => void) {
  const run = soundRun();
  change(run);
  return runChecks(run).map(({ kind, message }) => `${kind}: ${message}`);
}

test('a run in which all is well has no findings', () => {
  expect(runChecks(soundRun())).toEqual([]);
});

test('an order without an answer may exist or not, and is held to its content', () => {
  const exists = (record: OrderRecord) => (run: Run) =>
    void run.shop.orders.set('never-heard-of', record);
  expect(findingsAfter(exists(order('never-heard-of', 1, 'cancelled', null)))).toEqual([]);
  expect(findingsAfter(exists(order('never-heard-of', 2, 'cancelled', null)))).toEqual([
    expect.stringMatching(/^mismatched: order never-heard-of does not have the content/),
  ]);
});

describe('finds what is lost', () => {
  test('an order that was acknowledged', () => {
    expect(findingsAfter((run) => run.shop.orders.delete('cancelled'))).toEqual([
      'lost: order cancelled was acknowledged, and does not exist',
    ]);
  });

  test('a payment: told to be paid, and then cancelled', () => {
    const findings = findingsAfter((run) => (run.shop.orders.get('paid')!.status = 'cancelled'));
    expect(findings).toContain('lost: order paid was told to be paid, and is cancelled');
    expect(findings).toContainEqual(
      expect.stringMatching(/^lost: .* 850 of the money paid for it/),
    );
  });

  test('late money that was not given back', () => {
    const findings = findingsAfter((run) => {
      run.shop.orders.get('late')!.refunds = [];
      run.service.refunds.pop();
    });
    expect(findings).toEqual([
      'lost: order late is cancelled, but 500 of the money paid for it were not given back',
    ]);
  });

  test('money for an order that does not exist', () => {
    const stray = (run: Run) => run.service.sessions.push(session('nobody', 700));
    expect(findingsAfter(stray)).toEqual([
      'lost: 700 were paid in session cs-nobody, whose order does not exist',
    ]);
  });

  test('a payment of which the shopper was told, and the service knows nothing', () => {
    const findings = findingsAfter((run) => (run.service.sessions[0]!.paymentStatus = 'none'));
    expect(findings).toContainEqual(expect.stringMatching(/^lost: the shopper of order paid/));
  });

  test('an adjustment and a refund that were acknowledged', () => {
    expect(findingsAfter((run) => run.shop.adjustments.pop())).toEqual([
      'lost: the adjustment delivery of SKU mug by 5 was acknowledged, and does not exist',
    ]);
    const findings = findingsAfter((run) => (run.shop.orders.get('paid')!.refunds = []));
    expect(findings).toContainEqual(
      expect.stringMatching(/^lost: refund goodwill .* acknowledged/),
    );
  });

  test('a process that ended by itself', () => {
    expect(findingsAfter((run) => run.unexpectedExits.push('web ended by itself'))).toEqual([
      'lost: web ended by itself',
    ]);
  });
});

describe('finds what is oversold', () => {
  test('more acknowledged than there ever was', () => {
    const findings = findingsAfter((run) => {
      run.requests.push(place('too-many', 14), look('too-many', 'paid'));
      run.shop.orders.set(
        'too-many',
        order('too-many', 14, 'paid', { state: 'paid', sessionId: 'cs-too-many', paidCents: 7000 }),
      );
      run.service.sessions.push(session('too-many', 7000));
      run.shop.stock.set(MUG, { onHand: -1, locked: 0 });
    });
    expect(findings).toEqual([
      'oversold: SKU mug: 16 units were sold or are promised, but there were only 15',
    ]);
  });

  test('a row that holds more than is there, as the audit says', () => {
    const violation = { rule: '0 ≤ locked ≤ on hand', detail: 'SKU mug' };
    expect(findingsAfter((run) => run.violations.push(violation))).toEqual([
      'oversold: the audit: it does not hold that 0 ≤ locked ≤ on hand: SKU mug',
    ]);
  });
});

describe('finds what is stuck', () => {
  test.each<[string, (run: Run) => unknown, RegExp]>([
    [
      'an order that is still pending',
      (run) => {
        run.shop.orders.set('never-heard-of', order('never-heard-of', 1, 'pending_payment', null));
      },
      /^stuck: order never-heard-of is still pending/,
    ],
    [
      'a lock of a settled order',
      (run) => (run.shop.orders.get('cancelled')!.unitsLocked = 3),
      /^stuck: order cancelled is cancelled and still locks 3/,
    ],
    [
      'a refund that was never made',
      (run) => (run.shop.orders.get('paid')!.refunds[0]!.state = 'requested'),
      /^stuck: refund goodwill of order paid is still requested/,
    ],
    [
      'a session that can still be paid',
      (run) => {
        run.shop.orders.get('cancelled')!.payment = {
          state: 'open',
          sessionId: 'cs-cancelled',
          paidCents: 0,
        };
        run.service.sessions.push({
          ...session('cancelled', 1500),
          status: 'open',
          paymentStatus: 'none',
        });
      },
      /^stuck: session cs-cancelled .* can still be paid/,
    ],
  ])('%s', (_, change, message) => {
    expect(findingsAfter(change)).toEqual([expect.stringMatching(message)]);
  });
});

describe('finds what does not agree', () => {
  test.each<[string, (run: Run) => unknown, RegExp]>([
    [
      'an order that was refused and exists all the same',
      (run) => {
        run.shop.orders.set('refused', {
          ...order('refused', 9, 'cancelled', null),
          unitsLocked: 0,
        });
      },
      /order refused was refused each time it was asked for, but exists/,
    ],
    [
      'an order that nobody placed',
      (run) => run.shop.orders.set('stranger', order('stranger', 1, 'cancelled', null)),
      /order stranger exists, and nobody placed it/,
    ],
    [
      'an order with other content',
      (run) => (run.shop.orders.get('cancelled')!.email = 'other@example.com'),
      /order cancelled does not have the content that was ordered/,
    ],
    [
      'an acknowledgement that said something else',
      (run) => (run.shop.orders.get('cancelled')!.payBy += 1),
      /order cancelled was acknowledged as .* not what is stored/,
    ],
    [
      'a repeated request that was answered otherwise',
      (run) => run.requests.push(place('cancelled', 3, refused)),
      /order cancelled was acknowledged, and refused \(OUT_OF_STOCK\) when it was sent again/,
    ],
    [
      'an order that was told to be cancelled and then to be pending',
      (run) => run.requests.push(look('cancelled', 'pending_payment')),
      /order cancelled was told to be cancelled, and afterwards to be pending_payment/,
    ],
    [
      'an order id that was taken twice',
      (run) =>
        run.requests.push({
          operation: 'reuse id',
          orderId: 'paid',
          outcome: ok({ orderId: 'paid', payBy, totalCents: 1, currency: 'EUR' }),
          ...timed(),
        }),
      /order paid was sent again with other content, and that was acknowledged/,
    ],
    [
      'a forged webhook that was believed',
      (run) =>
        run.requests.push({
          operation: 'forged webhook',
          how: 'without a signature',
          orderId: 'paid',
          outcome: ok({ status: 200 }),
          ...timed(),
        }),
      /a webhook without a signature about order paid was believed/,
    ],
    [
      'a second session for one order',
      (run) =>
        run.service.sessions.push({
          ...session('paid', 1000),
          status: 'expired',
          paymentStatus: 'none',
          paymentIntentId: null,
        }),
      /order paid has 2 payment sessions, not one/,
    ],
    [
      'a refund that the shop does not know',
      (run) =>
        run.service.refunds.push({
          serviceRefundId: 're-3',
          paymentIntentId: 'pi-paid',
          refundId: null,
          state: 'succeeded',
          amountCents: 5,
        }),
      /gave back 5 for order paid \(re-3\), which the shop does not know/,
    ],
    [
      'a refund that failed there and succeeded here',
      (run) => (run.service.refunds[1]!.state = 'failed'),
      /refund goodwill of order paid is succeeded over 100, the payment service gave back 0/,
    ],
    [
      'a refund at the dashboard that failed there and counts here',
      (run) => (run.service.refunds[0]!.state = 'failed'),
      /refund seen of order paid is succeeded over 50, the payment service gave back 0/,
    ],
    [
      'goods that staff put back and that are not on the shelf',
      (run) =>
        run.requests.push({
          operation: 'refund',
          orderId: 'paid',
          refundId: 'goodwill',
          amountCents: 100,
          restockLines: [{ skuId: MUG, quantity: 1 }],
          outcome: ok({ refundId: 'goodwill' }),
          ...timed(),
        }) && (run.requests = run.requests.toSpliced(10, 1)),
      /SKU mug: 13 are on hand, by what was answered it must be 14/,
    ],
    [
      'units on hand that the answers do not explain: a lost update',
      (run) => run.shop.stock.set(MUG, { onHand: 12, locked: 0 }),
      /SKU mug: 12 are on hand, by what was answered it must be 13/,
    ],
    [
      'an adjustment that was refused and made',
      (run) => run.shop.adjustments.push({ adjustmentId: 'too-much', skuId: MUG, delta: -90 }),
      /the adjustment too-much of SKU mug by -90 was refused, but exists/,
    ],
    [
      'a rule of the audit that does not hold',
      (run) => run.violations.push({ rule: 'a lock ends as its order does', detail: 'order paid' }),
      /the audit: it does not hold that a lock ends as its order does: order paid/,
    ],
    [
      'a difference between the books',
      (run) => run.differences.push({ kind: 'refund_differs', subject: 're-1', detail: 'by 1' }),
      /the reconciliation: refund_differs re-1: by 1/,
    ],
  ])('%s', (_, change, message) => {
    const findings = findingsAfter(change);
    expect(findings).toContainEqual(
      expect.stringMatching(new RegExp(`^mismatched: .*${message.source}`)),
    );
  });

  test('a paid order without money, and one of another amount', () => {
    expect(findingsAfter((run) => run.service.sessions.shift())).toContain(
      'mismatched: order paid is paid, but the payment service has no money for it',
    );
    expect(findingsAfter((run) => (run.service.sessions[0]!.amountCents = 900))).toContain(
      'mismatched: order paid costs 1000 EUR, its payment is of 900 EUR',
    );
  });

  test('more given back than was paid', () => {
    const findings = findingsAfter((run) => (run.service.refunds[1]!.amountCents = 1100));
    expect(findings).toContain(
      'mismatched: more was given back for order paid than was paid, by 150',
    );
  });
});
