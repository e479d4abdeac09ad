import { inTransaction } from '#db/transaction.ts';
import type { JobQueue } from '#server/platform/jobs.ts';
import type { PaymentService, SessionState } from '#server/platform/payment-service.ts';
import type { ShopProcess } from './machine.ts';
import { VALID_SIGNATURE } from './payment-client.ts';
import { currentTaskContext } from './task-context.ts';
import type { World } from './world.ts';

/**
 * A mistake put into the shop on purpose, where it meets the database, the queue or the payment
 * service, to prove that the simulator would find it.
 */
export interface Bug {
  name: string;
  /** The rules of which one must be broken by it; another would be found by chance. */
  violates: string[];
  /** Changes a statement on its way to the database. */
  rewriteSql?(text: string): string;
  wrapJobQueue?(queue: JobQueue, process: ShopProcess, world: World): JobQueue;
  wrapPaymentService?(service: PaymentService, world: World): PaymentService;
  /** Changes the idempotency key under which the service is asked. */
  rewriteIdempotencyKey?(key: string, world: World): string;
}

const CONSTRAINT_RULE = 'the database never has to refuse';

export const bugs: readonly Bug[] = [
  {
    name: 'settles orders without the state guard',
    violates: [CONSTRAINT_RULE, 'an order is settled once'],
    rewriteSql: (text) =>
      // Decides on a status that it believes to know, and writes whatever the row says by now.
      text
        .replace(
          /^(select .*)"status"(.* from "orders" where .* for no key update)$/,
          `$1'pending_payment' as "status"$2`,
        )
        .replace(/(^\s*update orders[^]*) and settled_at is null/, '$1'),
  },
  {
    name: 'settles locks without the state guard',
    violates: [CONSTRAINT_RULE, 'a lock is settled once', 'stock adds up'],
    rewriteSql: (text) =>
      /^\s*update stock_locks/.test(text) ? text.replace(' and settled_at is null', '') : text,
  },
  {
    name: 'places orders without raising what is locked',
    violates: ['stock adds up'],
    rewriteSql: (text) =>
      text.replace('stock.locked + row.locked', 'stock.locked + least(row.locked, 0)'),
  },
  {
    name: 'consumes locks without lowering what is on hand',
    violates: ['stock adds up'],
    rewriteSql: (text) => text.replace('stock.on_hand + row.on_hand', 'stock.on_hand'),
  },
  {
    name: 'moves the deadline when payment is asked for',
    violates: ['what was ordered stays'],
    rewriteSql: (text) =>
      text.replace(
        /^insert into "payments"/,
        `with moved as (
           update orders set pay_by = pay_by + interval '30 seconds' where order_id = $1
         ) insert into "payments"`,
      ),
  },
  {
    name: 'has sweeps that find nothing',
    violates: ['no order stays pending', 'no stock stays locked'],
    rewriteSql: (text) =>
      text
        .replace(/("pay_by" <= \$\d+)/, '$1 and false')
        .replace(/("recover_at" <= \$\d+)/, '$1 and false'),
  },
  {
    name: 'forgets the inbox',
    violates: ['every answer holds'],
    rewriteSql: (text) => redirectInsert(text, 'webhook_events'),
  },
  {
    name: 'keeps money that comes late',
    violates: [
      'money for a cancelled order is given back',
      'audit: money without a paid order is given back',
    ],
    // Not what staff ask for, which would be missed at once.
    rewriteSql: (text) => (isTriggeredByService() ? redirectInsert(text, 'refunds') : text),
    wrapJobQueue: (queue) => ({
      async enqueue(trx, name, payload, options) {
        if (name === 'refund-payment' && isTriggeredByService()) return;
        await queue.enqueue(trx, name, payload, options);
      },
    }),
  },
  {
    name: 'enqueues jobs beside the transaction',
    violates: ['an order commits with its jobs', 'a job commits with its cause'],
    wrapJobQueue: (queue, process, world) => ({
      enqueue(_trx, name, payload, options) {
        world.scheduler.after(5, `enqueue ${name}`, () => {
          void process.run(`enqueue ${name} ${world.scheduler.steps}`, () =>
            inTransaction(process.deps.db, (trx) => queue.enqueue(trx, name, payload, options)),
          );
        });
        return Promise.resolve();
      },
    }),
  },
  {
    name: 'cancels without asking the service',
    violates: ['no cancelled order can be paid', 'money for a cancelled order is given back'],
    wrapPaymentService: (service) => ({
      ...service,
      endSession: () => Promise.resolve(expiredState),
    }),
  },
  {
    name: 'releases before the service has answered',
    violates: ['no cancelled order can be paid', 'money for a cancelled order is given back'],
    wrapPaymentService: (service) => ({
      ...service,
      endSession(sessionId) {
        service.endSession(sessionId).catch(() => {});
        return Promise.resolve(expiredState);
      },
    }),
  },
  {
    name: 'takes a service that cannot be reached for one that says unpaid',
    violates: ['no cancelled order can be paid', 'money for a cancelled order is given back'],
    wrapPaymentService: (service) => ({
      ...service,
      endSession: (sessionId) => service.endSession(sessionId).catch(() => expiredState),
    }),
  },
  {
    name: 'takes money that is under way for none',
    violates: ['no cancelled order can be paid'],
    wrapPaymentService: (service) => ({
      ...service,
      async endSession(sessionId) {
        const state = await service.endSession(sessionId);
        return state.kind === 'processing' ? expiredState : state;
      },
    }),
  },
  {
    name: 'takes any amount for the right one',
    violates: ['a paid order has been paid', 'audit: a paid order has its money'],
    wrapPaymentService: (service, world) => ({
      ...service,
      endSession: async (sessionId) =>
        withOrderedAmount(await service.endSession(sessionId), sessionId, world),
      readEvent(payload) {
        const event = service.readEvent(payload);
        const { notice } = event;
        if (notice?.about === 'session')
          notice.state = withOrderedAmount(notice.state, notice.sessionId, world);
        return event;
      },
    }),
  },
  {
    name: 'believes webhooks that are not signed',
    violates: [
      'nothing unsigned is believed',
      'a paid order has been paid',
      'no more is given back than was taken',
    ],
    wrapPaymentService: (service) => ({
      ...service,
      verifyWebhook: (rawBody) => service.verifyWebhook(rawBody, VALID_SIGNATURE),
    }),
  },
  {
    name: 'opens another session each time it is asked',
    violates: ['an order has one session that can be paid', 'no cancelled order can be paid'],
    rewriteIdempotencyKey: (key, world) =>
      key.startsWith('session') ? `${key} ${world.scheduler.steps}` : key,
  },
  {
    name: 'gives money back anew each time it is asked',
    violates: ['a refund is made once', 'the books agree'],
    rewriteIdempotencyKey: (key, world) =>
      key.startsWith('refund') ? `${key} ${world.scheduler.steps}` : key,
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
  return /^(webhook|close-orders|sweep)/.test(currentTaskContext().name);
}

const expiredState: SessionState = { kind: 'expired' };

/** Writes into a table that nobody reads what was meant for another. */
function redirectInsert(text: string, table: string): string {
  return text.replace(new RegExp(`insert into "?${table}"?`), `insert into "forgotten_${table}"`);
}

/** The state with the amount that was ordered, whatever was paid. */
function withOrderedAmount(state: SessionState, sessionId: string, world: World): SessionState {
  if (state.kind !== 'paid') return state;
  return { ...state, amountCents: world.payments.sessions.get(sessionId)!.orderedCents };
}
