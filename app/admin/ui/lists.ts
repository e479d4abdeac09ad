import { SUBJECT_KINDS } from '#server/shared/limit-subjects.ts';
import { jobStates } from '#server/shared/job-filter.ts';
import { lockedSkuSorts, lockSorts, lockStates } from '#server/shared/lock-filter.ts';
import {
  defineList,
  flag,
  oneOf,
  text,
  uuid,
  type ListQuery,
} from '../../lib/lists/define-list.ts';
import { staffActions, storedAction } from './outcome-text.ts';

/** How far back staff may look for what has ended, in hours. */
export const periods = ['1h', '24h', '168h'] as const;

const hoursOf = (period: (typeof periods)[number] | undefined) =>
  period && Number.parseInt(period, 10);

export const orderStatuses = ['pending_payment', 'paid', 'cancelled'] as const;

export const orderList = defineList({
  path: '/admin/orders',
  params: {
    search: text(254),
    status: oneOf(orderStatuses),
    /** Only orders that were paid or cancelled within this period. */
    ended: oneOf(periods),
  },
});
export type OrderQuery = ListQuery<typeof orderList>;

/** The input of the query. */
export const orderInput = ({ ended, ...query }: OrderQuery) => ({
  ...query,
  settledHours: hoursOf(ended),
});

const lockFilters = {
  /** Part of a code. */
  sku: text(100),
  skuId: uuid(),
  location: uuid(),
};

export const lockList = defineList({
  path: '/admin/locks',
  params: {
    ...lockFilters,
    state: oneOf(lockStates, { default: 'active' }),
    /** Such as `5-15`, in minutes; without the second number there is no upper end. */
    age: text(20, { accepts: (age) => parseAge(age) !== null }),
    overdue: flag(),
    sort: oneOf(lockSorts, { default: 'recoverAt', filter: false }),
  },
});
export type LockQuery = ListQuery<typeof lockList>;

export const lockInput = ({ location, age, overdue, ...query }: LockQuery) => {
  const bounds = age === undefined ? null : parseAge(age);
  return {
    ...query,
    locationId: location,
    minutesMin: bounds?.fromMinutes || undefined,
    minutesUnder: bounds?.underMinutes ?? undefined,
    // A settled lock cannot be overdue.
    overdue: query.state === 'active' ? overdue : undefined,
  };
};

/** @returns the bounds of an age in minutes; null where they make no sense */
export function parseAge(age: string): { fromMinutes: number; underMinutes: number | null } | null {
  const [, from = '', under = ''] = /^(\d{1,6})-(\d{0,6})$/.exec(age) ?? [];
  if (from === '' || (under !== '' && Number(under) <= Number(from))) return null;
  return { fromMinutes: Number(from), underMinutes: under === '' ? null : Number(under) };
}

export const lockedSkuList = defineList({
  path: '/admin/locks',
  fixed: { view: 'sku' },
  params: {
    ...lockFilters,
    overdue: flag(),
    sort: oneOf(lockedSkuSorts, { default: 'code', filter: false }),
  },
});
export type LockedSkuQuery = ListQuery<typeof lockedSkuList>;

export const lockedSkuInput = ({ location, ...query }: LockedSkuQuery) => ({
  ...query,
  locationId: location,
});

export const stockList = defineList({ path: '/admin/stock', params: { search: text(100) } });

export const stockHistoryList = (skuId: string) =>
  defineList({ path: `/admin/stock/${skuId}`, params: {} });

export const productList = defineList({
  path: '/admin/products',
  params: { search: text(100), archived: flag() },
});

export const receivedPaymentList = defineList({
  path: '/admin/payments',
  fixed: { view: 'received' },
  params: { since: oneOf(periods) },
});
export type ReceivedPaymentQuery = ListQuery<typeof receivedPaymentList>;

export const receivedPaymentInput = ({ since, ...query }: ReceivedPaymentQuery) => ({
  ...query,
  hours: hoursOf(since),
});

export const refundOutcomes = ['refunded', 'failed'] as const;

export const refundList = defineList({
  path: '/admin/payments',
  fixed: { view: 'refunds' },
  params: { since: oneOf(periods), outcome: oneOf(refundOutcomes) },
});
export type RefundQuery = ListQuery<typeof refundList>;

export const refundInput = ({ since, ...query }: RefundQuery) => ({
  ...query,
  hours: hoursOf(since),
});

export const paymentEventList = defineList({
  path: '/admin/payments',
  fixed: { view: 'events' },
  params: {},
});

export const reconciliationList = defineList({
  path: '/admin/payments',
  fixed: { view: 'books' },
  params: {},
});

/** Periods of the charts, in hours. */
export const chartHours = ['1', '6', '24'] as const;

/** The queues, with the history of one of them and a list of dead letters. */
export const queueList = defineList({
  path: '/admin/queues',
  params: {
    queue: text(100, { default: 'close-orders', filter: false }),
    hours: oneOf(chartHours, { default: '6', filter: false }),
  },
});
export type QueueQuery = ListQuery<typeof queueList>;

export const queueHistoryInput = ({ queue, hours }: QueueQuery) => ({
  queue,
  hours: Number(hours),
});

export const jobList = defineList({
  path: '/admin/queues',
  fixed: { view: 'jobs' },
  params: { queue: text(100), state: oneOf(jobStates, { default: 'ready' }) },
});
export type JobQuery = ListQuery<typeof jobList>;

export const refusalList = defineList({
  path: '/admin/stopped',
  params: { kind: oneOf(SUBJECT_KINDS) },
});

export const sweepList = defineList({ path: '/admin/sweeps', params: {} });

export const actionList = defineList({
  path: '/admin/actions',
  params: {
    /** An email address. */
    staff: text(254),
    action: oneOf(staffActions),
  },
});
export type ActionQuery = ListQuery<typeof actionList>;

export const actionInput = ({ action, ...query }: ActionQuery) => ({
  ...query,
  action: action && storedAction(action),
});
