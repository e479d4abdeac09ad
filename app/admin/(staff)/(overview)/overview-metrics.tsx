'use client';

import { Link } from '#app/ui/link.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { lockList, orderList, receivedPaymentList, refundList } from '../../ui/lists.ts';

type Overview = RouterOutputs['admin']['overview'];

/** Totals of stock, orders and payments; each links to its rows. */
export function OverviewMetrics({ overview }: { overview: Overview }) {
  const { t, format } = useI18n();
  const { stock, orders, money } = overview;
  const sum = (amounts: Overview['money']['received']) =>
    amounts.map(({ cents, currency }) => format.money(cents, currency)).join(' + ');
  const pending = orderList.href({ status: 'pending_payment' });
  const lastDay = t('admin.overview.lastDay');
  return (
    <div className="grid gap-4 sm:gap-6 md:grid-cols-3">
      <Group title={t('admin.overview.stock')}>
        <Stat
          name={t('admin.overview.onHand')}
          href="/admin/stock"
          value={format.number(stock.onHand)}
        />
        <Stat
          name={t('admin.overview.locked')}
          href={lockList.href({})}
          value={format.number(stock.locked)}
        />
        <Stat
          name={t('admin.overview.available')}
          href="/admin/stock"
          value={format.number(stock.available)}
        />
      </Group>
      <Group title={t('admin.overview.orders')}>
        <Stat
          name={t('admin.overview.pending')}
          href={pending}
          value={format.number(orders.pending)}
        />
        <Stat
          name={t('admin.overview.paid')}
          span={lastDay}
          href={orderList.href({ status: 'paid', ended: '24h' })}
          value={format.number(orders.paid)}
        />
        <Stat
          name={t('admin.overview.cancelled')}
          span={lastDay}
          href={orderList.href({ status: 'cancelled', ended: '24h' })}
          value={format.number(orders.cancelled)}
        />
      </Group>
      <Group title={t('admin.overview.money')}>
        <Stat name={t('admin.overview.moneyPending')} href={pending} value={sum(money.pending)} />
        <Stat
          name={t('admin.overview.moneyReceived')}
          span={lastDay}
          href={receivedPaymentList.href({ since: '24h' })}
          value={sum(money.received)}
        />
        <Stat
          name={t('admin.overview.moneyRefunded')}
          span={lastDay}
          href={refundList.href({ since: '24h', outcome: 'refunded' })}
          value={sum(money.refunded)}
        />
      </Group>
    </div>
  );
}

function Group(props: { title: string; children: React.ReactNode }) {
  return (
    <section
      aria-label={props.title}
      className="@container rounded-card border border-line bg-surface p-4"
    >
      <h2 className="font-semibold">{props.title}</h2>
      <dl className="mt-2 grid gap-x-3 gap-y-1.5 @sm:mt-3 @sm:grid-cols-3">{props.children}</dl>
    </section>
  );
}

/** @param props.span the period that is counted, unless it is the current state */
function Stat(props: { name: string; span?: string; href: string; value: string }) {
  return (
    <div className="flex min-w-0 items-baseline justify-between gap-3 @sm:flex-col-reverse @sm:items-start @sm:justify-end @sm:gap-0">
      <dt className="text-sm text-ink-soft">
        {props.name}
        {props.span !== undefined && <span className="block text-xs">{props.span}</span>}
      </dt>
      <dd>
        <Link
          href={props.href}
          aria-label={`${props.name}: ${props.value}`}
          className="rounded-sm text-lg font-semibold tracking-tight tabular-nums underline decoration-line-strong/50 underline-offset-4 hover:decoration-accent @sm:text-xl @lg:text-2xl"
        >
          {props.value}
        </Link>
      </dd>
    </div>
  );
}
