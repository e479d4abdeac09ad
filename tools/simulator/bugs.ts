import { inTransaction } from '#db/transaction.ts';
import type { SessionState } from '#server/platform/payment-service.ts';
import { VALID_SIGNATURE } from './payment-client.ts';
import type { Bug } from './run.ts';
import { currentTaskContext } from './task-context.ts';

const CONSTRAINT_RULE = 'environment/no-constraint-violated';

export const bugs: readonly Bug[] = [
  {
    name: 'settles orders without the state guard',
    violates: [CONSTRAINT_RULE, 'transitions/order-settled-once'],
    rewriteSql: (text) =>
      // Assumes the status when deciding, and updates the row whatever it contains.
      text
        .replace(
          /^(select .*)"status"(.* from "orders" where .* for no key update)$/,
          `$1'pending_payment' as "status"$2`,
        )
        .replace(/(^\s*update orders[^]*) and settled_at is null/, '$1'),
  },
  {
    name: 'settles locks without the state guard',
    violates: [CONSTRAINT_RULE, 'transitions/lock-settled-once'],
    rewriteSql: (text) =>
      /^\s*update stock_locks/.test(text) ? text.replace(' and settled_at is null', '') : text,
  },
  {
    name: 'places orders without raising locked',
    violates: ['audit/locked-equals-active-locks', CONSTRAINT_RULE],
    rewriteSql: (text) =>
      text.replace('stock.locked + row.locked', 'stock.locked + least(row.locked, 0)'),
  },
  {
    name: 'consumes locks without lowering on hand',
    violates: ['audit/on-hand-equals-movements'],
    rewriteSql: (text) => text.replace('stock.on_hand + row.on_hand', 'stock.on_hand'),
  },
  {
    name: 'moves the deadline when payment is requested',
    violates: ['transitions/order-content-fixed'],
    rewriteSql: (text) =>
      text.replace(
        /^insert into "payments"/,
        `with moved as (
           update orders set pay_by = pay_by + interval '30 seconds' where order_id = $1
         ) insert into "payments"`,
      ),
  },
  {
    name: 'sweeps without finding anything',
    violates: ['liveness/no-order-stays-pending', 'liveness/no-stock-stays-locked'],
    rewriteSql: (text) =>
      text
        .replace(/("pay_by" <= \$\d+)/, '$1 and false')
        .replace(/("recover_at" <= \$\d+)/, '$1 and false'),
  },
  {
    name: 'does not record events in the inbox',
    violates: ['responses/accepted-webhook-in-inbox'],
    rewriteSql: (text) => redirectInsert(text, 'webhook_events'),
  },
  {
    name: 'keeps late money',
    violates: [
      'money/late-money-refunded',
      'audit/late-money-refunded',
      'liveness/no-refund-stays-open',
    ],
    // Not for requests of staff, where it would be noticed at once.
    rewriteSql: (text) => (isTriggeredByService() ? redirectInsert(text, 'refunds') : text),
    wrapJobQueue: (queue) => ({
      async enqueue(trx, name, payload, options) {
        if (name === 'refund-payment' && isTriggeredByService()) return;
        await queue.enqueue(trx, name, payload, options);
      },
    }),
  },
  {
    name: 'enqueues jobs outside the transaction',
    violates: ['transitions/order-commits-with-jobs', 'transitions/job-commits-with-cause'],
    wrapJobQueue: (queue, process, run) => ({
      enqueue(_trx, name, payload, options) {
        run.scheduler.after(5, `enqueue ${name}`, () => {
          void process.run(`enqueue ${name} ${run.scheduler.steps}`, () =>
            inTransaction(process.deps.db, (trx) => queue.enqueue(trx, name, payload, options)),
          );
        });
        return Promise.resolve();
      },
    }),
  },
  {
    name: 'cancels without expiring the session',
    violates: ['money/cancelled-order-not-payable', 'money/late-money-refunded'],
    wrapPaymentService: (service) => ({
      ...service,
      endSession: () => Promise.resolve(expiredState),
    }),
  },
  {
    name: 'cancels before the service has responded',
    violates: ['money/cancelled-order-not-payable', 'money/late-money-refunded'],
    wrapPaymentService: (service) => ({
      ...service,
      endSession(sessionId) {
        service.endSession(sessionId).catch(() => {});
        return Promise.resolve(expiredState);
      },
    }),
  },
  {
    name: 'takes an unreachable service for an unpaid order',
    violates: ['money/cancelled-order-not-payable', 'money/late-money-refunded'],
    wrapPaymentService: (service) => ({
      ...service,
      endSession: (sessionId) => service.endSession(sessionId).catch(() => expiredState),
    }),
  },
  {
    name: 'takes a processing payment for an unpaid order',
    violates: ['money/cancelled-order-not-payable'],
    wrapPaymentService: (service) => ({
      ...service,
      async endSession(sessionId) {
        const state = await service.endSession(sessionId);
        return state.kind === 'processing' ? expiredState : state;
      },
    }),
  },
  {
    name: 'accepts any amount',
    violates: ['money/paid-order-has-exact-payment', 'audit/paid-order-has-payment'],
    wrapPaymentService: (service, orderedCents) => ({
      ...service,
      endSession: async (sessionId) =>
        withAmount(await service.endSession(sessionId), orderedCents(sessionId)),
      readEvent(payload) {
        const event = service.readEvent(payload);
        const { notice } = event;
        if (notice?.about === 'session') {
          notice.state = withAmount(notice.state, orderedCents(notice.sessionId));
        }
        return event;
      },
    }),
  },
  {
    name: 'accepts webhooks with an invalid signature',
    violates: [
      'responses/forged-webhook-rejected',
      'money/paid-order-has-exact-payment',
      'money/refunds-within-captured',
    ],
    wrapPaymentService: (service) => ({
      ...service,
      verifyWebhook: (rawBody) => service.verifyWebhook(rawBody, VALID_SIGNATURE),
    }),
  },
  {
    name: 'opens another session on each request',
    violates: ['money/one-session-per-order', 'money/cancelled-order-not-payable'],
    rewriteIdempotencyKey: (key, run) =>
      key.startsWith('session') ? `${key} ${run.scheduler.steps}` : key,
  },
  {
    name: 'makes another refund on each request',
    violates: ['money/refund-made-once', 'reconciliation/no-difference'],
    rewriteIdempotencyKey: (key, run) =>
      key.startsWith('refund') ? `${key} ${run.scheduler.steps}` : key,
    wrapPaymentService: (service) => ({
      ...service,
      listRefunds: (of, cursor) =>
        'paymentIntentId' in of
          ? Promise.resolve({ items: [], next: null })
          : service.listRefunds(of, cursor),
    }),
  },
];

function isTriggeredByService(): boolean {
  return /^(webhook|apply-payment-events|close-orders|sweep)/.test(currentTaskContext().name);
}

const expiredState: SessionState = { kind: 'expired' };

/** Inserts into a table that nobody reads. */
function redirectInsert(text: string, table: string): string {
  return text.replace(new RegExp(`insert into "?${table}"?`), `insert into "discarded_${table}"`);
}

function withAmount(state: SessionState, amountCents: number): SessionState {
  return state.kind === 'paid' ? { ...state, amountCents } : state;
}
