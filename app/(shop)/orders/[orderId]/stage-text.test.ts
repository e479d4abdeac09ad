import { describe, expect, test } from 'vitest';
import { createFormat } from '#app/lib/format/create-format.ts';
import { en } from '#app/lib/texts/en/en.ts';
import { createTranslate } from '#app/lib/texts/translate.ts';
import { zh } from '#app/lib/texts/zh/zh.ts';
import { orderStage } from '../order-stage.ts';
import type { OrderView } from '../order-stage.ts';
import { stageText } from './stage-text.ts';

const i18nOf = {
  en: { t: createTranslate(en, 'en'), format: createFormat('en', 'UTC') },
  zh: { t: createTranslate(zh, 'zh-CN'), format: createFormat('zh-CN', 'UTC') },
};

type Held = OrderView['held'][number];
const held: Held = {
  amountCents: 1250,
  currency: 'EUR',
  reason: 'amount_differs',
  heldAt: '2026-11-30T10:05:00.000Z',
  refund: 'waiting',
};
const order = {
  status: 'pending_payment',
  statusReason: null,
  payBy: '2026-11-30T10:15:00.000Z',
  settledAt: null,
  totalCents: 1000,
  currency: 'EUR',
  payment: { state: 'open', paidCents: 0, refundedCents: 0, declined: false },
  held: [] as Held[],
  refunds: [],
} as unknown as OrderView;
const ownHeld = { ...order.payment!, state: 'held' } as const;
const cancelled = (statusReason: string): Partial<OrderView> => ({
  status: 'cancelled',
  statusReason,
  settledAt: '2026-11-30T10:15:00.000Z',
});

function textOf(changes: Partial<OrderView>, language: keyof typeof i18nOf = 'en'): string {
  const shown = { ...order, ...changes } as OrderView;
  const stage = orderStage(shown, Date.parse('2026-11-30T10:10:00.000Z'));
  const { title, lines } = stageText(shown, stage, i18nOf[language]);
  return [title, ...lines].join(' ');
}

test.each<[string, Partial<OrderView>, string, string]>([
  [
    'another amount',
    { payment: ownHeld, held: [held] },
    'We received €12.50 instead of €10.00',
    '我们收到 €12.50，而应付金额为 €10.00',
  ],
  [
    'another currency',
    { payment: ownHeld, held: [{ ...held, currency: 'USD', reason: 'currency_differs' }] },
    'We received $12.50, but the total is €10.00',
    '我们收到 US$12.50，而应付金额为 €10.00。币种不同',
  ],
  [
    'another session',
    { held: [{ ...held, reason: 'other_session' }] },
    'does not belong to this order’s payment page',
    '不是通过此订单的付款页面支付的',
  ],
  [
    'a second payment',
    {
      status: 'paid',
      payment: { ...order.payment!, state: 'paid', paidCents: 1000 },
      held: [{ ...held, reason: 'other_session' }],
    },
    'another €12.50 besides the payment of this order',
    '除此订单的付款外，我们另外收到 €12.50',
  ],
])('%s has words of its own, in both languages', (_, changes, english, chinese) => {
  expect(textOf(changes)).toContain(english);
  expect(textOf(changes)).toContain('you will get it back');
  expect(textOf(changes, 'zh')).toContain(chinese);
  expect(textOf(changes, 'zh')).toContain('退还给您');
});

test('an order whose own payment is held is neither to pay nor running out, also after its window', () => {
  for (const payBy of [order.payBy, '2026-11-30T10:00:00.000Z']) {
    const text = textOf({ payBy, payment: ownHeld, held: [held] });
    expect(text).toContain('Your payment does not match this order');
    expect(text).toContain('can no longer be paid');
    expect(text).not.toMatch(/reserved|time|not charged/i);
  }
});

describe('a cancelled order', () => {
  test.each<[string, Partial<OrderView>, string, RegExp]>([
    [
      'without money was not charged',
      cancelled('payment_window_passed'),
      'You were not charged. It was not paid in time',
      /received|refund/,
    ],
    [
      'with late money says that it came late',
      {
        ...cancelled('cancelled_by_shopper'),
        payment: { ...order.payment!, state: 'paid', paidCents: 1000, refundedCents: 1000 },
      },
      'arrived after the order was cancelled',
      /not charged|instead of/,
    ],
    [
      'with a wrong amount does not say that it came late',
      {
        ...cancelled('cancelled_by_staff'),
        payment: ownHeld,
        held: [{ ...held, refund: 'succeeded' }],
      },
      'The payment did not match the order, so the items went back on sale. We received €12.50 instead of €10.00, so the order is not paid. It was refunded.',
      /not charged|arrived after|contact us/,
    ],
    [
      'at the end of its window with a wrong amount does not say that nobody paid in time',
      { ...cancelled('payment_window_passed'), payment: ownHeld, held: [held] },
      'did not match the order',
      /not charged|not paid in time/,
    ],
    [
      'to which a wrong amount came later keeps its own reason',
      {
        ...cancelled('payment_window_passed'),
        payment: ownHeld,
        held: [{ ...held, heldAt: '2026-11-30T11:00:00.000Z', refund: 'under_way' }],
      },
      'It was not paid in time, so the items went back on sale. We received €12.50 instead of €10.00',
      /not charged|so the items went back on sale. .*did not match/,
    ],
  ])('%s', (_, changes, shown, wrong) => {
    expect(textOf(changes)).toContain(shown);
    expect(textOf(changes)).not.toMatch(wrong);
  });
});

test('a paid order stays paid when a second payment is refunded', () => {
  const text = textOf({
    status: 'paid',
    payment: { ...order.payment!, state: 'paid', paidCents: 1000 },
    held: [{ ...held, amountCents: 1000, reason: 'other_session', refund: 'succeeded' }],
  });
  expect(text).toContain('Thank you, your order is paid');
  expect(text).not.toContain('Your payment was refunded');
});
