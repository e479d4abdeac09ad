'use client';

import Link from 'next/link';
import type { RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { locksHref } from '../locks/locks-query.ts';
import { ordersHref } from '../orders/orders-query.ts';

type Overview = RouterOutputs['admin']['overview'];

/** Stock, orders and money in numbers. */
export function Numbers({ overview }: { overview: Overview }) {
  const { t, format } = useTexts();
  const { stock, orders, money } = overview;
  const cents = (amount: number) => format.money(amount, money.currency);
  const pending = ordersHref({ status: 'pending_payment' });
  const paid = ordersHref({ status: 'paid' });
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
          href={locksHref({})}
          value={format.number(stock.locked)}
        />
        <Stat
          name={t('admin.overview.available')}
          href="/admin/stock"
          value={format.number(stock.available)}
        />
      </Group>
      <Group title={t('admin.overview.orders')} note={t('admin.overview.lastDay')}>
        <Stat
          name={t('admin.overview.pending')}
          href={pending}
          value={format.number(orders.pending)}
        />
        <Stat name={t('admin.overview.paid')} href={paid} value={format.number(orders.paid)} />
        <Stat
          name={t('admin.overview.cancelled')}
          href={ordersHref({ status: 'cancelled' })}
          value={format.number(orders.cancelled)}
        />
      </Group>
      <Group title={t('admin.overview.money')} note={t('admin.overview.lastDay')}>
        <Stat
          name={t('admin.overview.moneyPending')}
          href={pending}
          value={cents(money.pendingCents)}
        />
        <Stat name={t('admin.overview.moneyTaken')} href={paid} value={cents(money.takenCents)} />
        <Stat
          name={t('admin.overview.moneyRefunded')}
          href="/admin/payments?view=events"
          value={cents(money.refundedCents)}
        />
      </Group>
    </div>
  );
}

function Group(props: { title: string; note?: string; children: React.ReactNode }) {
  return (
    <section
      aria-label={props.title}
      className="@container rounded-card border border-line bg-surface p-4"
    >
      <h2 className="flex flex-wrap items-baseline gap-x-2 font-semibold">
        {props.title}
        {props.note && <span className="text-sm font-normal text-ink-soft">{props.note}</span>}
      </h2>
      <dl className="mt-2 grid gap-x-3 gap-y-1.5 @sm:mt-3 @sm:grid-cols-3">{props.children}</dl>
    </section>
  );
}

function Stat(props: { name: string; href: string; value: string }) {
  return (
    <div className="flex min-w-0 items-baseline justify-between gap-3 @sm:flex-col-reverse @sm:items-start @sm:justify-end @sm:gap-0">
      <dt className="text-sm text-ink-soft">{props.name}</dt>
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
