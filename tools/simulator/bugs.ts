import { inTransaction } from '#db/transaction.ts';
import type { JobQueue } from '#server/platform/jobs.ts';
import type { PaymentService, SessionState } from '#server/platform/payment-service.ts';
import type { ShopProcess } from './machine.ts';
import { SIGNATURE } from './payment-client.ts';
import { currentStrand } from './strand.ts';
import type { World } from './world.ts';

/**
 * A mistake put into the shop on purpose, where it meets the database, the queue or the payment
 * service, to prove that the simulator would find it.
 */
export interface Bug {
  name: string;
  /** The rules of which one must be broken by it; another would be found by chance. */
  breaks: string[];
  /** Changes a statement on its way to the database. */
  sql?(text: string): string;
  jobs?(queue: JobQueue, process: ShopProcess, world: World): JobQueue;
  payments?(service: PaymentService, world: World): PaymentService;
  /** Changes the idempotency key under which the service is asked. */
  key?(key: string, world: World): string;
}

const REFUSED = 'the database never has to refuse';

export const bugs: readonly Bug[] = [
  {
    name: 'settles orders without the state guard',
    breaks: [REFUSED, 'an order is settled once'],
    sql: (text) =>
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
    breaks: [REFUSED, 'a lock is settled once', 'stock adds up'],
    sql: (text) =>
      /^\s*update stock_locks/.test(text) ? text.replace(' and settled_at is null', '') : text,
  },
  {
    name: 'places orders without raising what is locked',
    breaks: ['stock adds up'],
    sql: (text) => text.replace('stock.locked + row.locked', 'stock.locked + least(row.locked, 0)'),
  },
  {
    name: 'consumes locks without lowering what is on hand',
    breaks: ['stock adds up'],
    sql: (text) => text.replace('stock.on_hand + row.on_hand', 'stock.on_hand'),
  },
  {
    name: 'moves the deadline when payment is asked for',
    breaks: ['what was ordered stays'],
    sql: (text) =>
      text.replace(
        /^insert into "payments"/,
        `with moved as (
           update orders set pay_by = pay_by + interval '30 seconds' where order_id = $1
         ) insert into "payments"`,
      ),
  },
  {
    name: 'has sweeps that find nothing',
    breaks: ['no order stays pending', 'no stock stays locked'],
    sql: (text) =>
      text
        .replace(/("pay_by" <= \$\d+)/, '$1 and false')
        .replace(/("recover_at" <= \$\d+)/, '$1 and false'),
  },
  {
    name: 'forgets the inbox',
    breaks: ['every answer holds'],
    sql: (text) => into(text, 'payment_events'),
  },
  {
    name: 'keeps money that comes late',
    breaks: [
      'money for a cancelled order is given back',
      'audit: money without a paid order is given back',
    ],
    // Not what staff ask for, which would be missed at once.
    sql: (text) => (isToldByService() ? into(text, 'refunds') : text),
    jobs: (queue) => ({
      async enqueue(trx, name, payload, options) {
        if (name === 'refund-payment' && isToldByService()) return;
        await queue.enqueue(trx, name, payload, options);
      },
    }),
  },
  {
    name: 'enqueues jobs beside the transaction',
    breaks: ['an order commits with its jobs', 'a job commits with its cause'],
    jobs: (queue, process, world) => ({
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
    breaks: ['no cancelled order can be paid', 'money for a cancelled order is given back'],
    payments: (service) => ({ ...service, endSession: () => Promise.resolve(expired) }),
  },
  {
    name: 'releases before the service has answered',
    breaks: ['no cancelled order can be paid', 'money for a cancelled order is given back'],
    payments: (service) => ({
      ...service,
      endSession(sessionId) {
        service.endSession(sessionId).catch(() => {});
        return Promise.resolve(expired);
      },
    }),
  },
  {
    name: 'takes a service that cannot be reached for one that says unpaid',
    breaks: ['no cancelled order can be paid', 'money for a cancelled order is given back'],
    payments: (service) => ({
      ...service,
      endSession: (sessionId) => service.endSession(sessionId).catch(() => expired),
    }),
  },
  {
    name: 'takes money that is under way for none',
    breaks: ['no cancelled order can be paid'],
    payments: (service) => ({
      ...service,
      async endSession(sessionId) {
        const state = await service.endSession(sessionId);
        return state.kind === 'processing' ? expired : state;
      },
    }),
  },
  {
    name: 'takes any amount for the right one',
    breaks: ['a paid order has been paid', 'audit: a paid order has its money'],
    payments: (service, world) => ({
      ...service,
      endSession: async (sessionId) =>
        asOrdered(await service.endSession(sessionId), sessionId, world),
      readWebhook(rawBody, signature) {
        const event = service.readWebhook(rawBody, signature);
        const { notice: fact } = event;
        if (fact?.about === 'session') fact.state = asOrdered(fact.state, fact.sessionId, world);
        return event;
      },
    }),
  },
  {
    name: 'believes webhooks that are not signed',
    breaks: [
      'nothing unsigned is believed',
      'a paid order has been paid',
      'no more is given back than was taken',
    ],
    payments: (service) => ({
      ...service,
      readWebhook: (rawBody) => service.readWebhook(rawBody, SIGNATURE),
    }),
  },
  {
    name: 'opens another session each time it is asked',
    breaks: ['an order has one session that can be paid', 'no cancelled order can be paid'],
    key: (key, world) => (key.startsWith('session') ? `${key} ${world.scheduler.steps}` : key),
  },
  {
    name: 'gives money back anew each time it is asked',
    breaks: ['a refund is made once', 'the books agree'],
    key: (key, world) => (key.startsWith('refund') ? `${key} ${world.scheduler.steps}` : key),
    payments: (service) => ({
      ...service,
      listRefunds: (of, cursor) =>
        'paymentIntentId' in of
          ? Promise.resolve({ items: [], next: null })
          : service.listRefunds(of, cursor),
    }),
  },
];

function isToldByService(): boolean {
  return /^(webhook|close-orders|sweep)/.test(currentStrand().name);
}

const expired: SessionState = { kind: 'expired' };

/** Writes into a table that nobody reads what was meant for another. */
function into(text: string, table: string): string {
  return text.replace(new RegExp(`insert into "?${table}"?`), `insert into "forgotten_${table}"`);
}

/** The state with the amount that was ordered, whatever was paid. */
function asOrdered(state: SessionState, sessionId: string, world: World): SessionState {
  if (state.kind !== 'paid') return state;
  return { ...state, amountCents: world.payments.sessions.get(sessionId)!.orderedCents };
}
