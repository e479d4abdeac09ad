'use client';

import { clsx } from 'clsx';
import { LOW_STOCK_THRESHOLD } from '../../low-stock-threshold.ts';
import { Countdown } from '#app/ui/countdown.tsx';
import { useServerTimeSelector } from '#app/lib/clock/use-server-now.ts';
import { Link } from '#app/ui/link.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

type Sku = RouterOutputs['catalog']['product']['skus'][number];

/** Why no unit is available. All may be in the shopper's own order. */
export function unavailableText(sku: Pick<Sku, 'locked' | 'lockedByOwnOrders'>) {
  if (sku.locked === 0) return 'product.soldOut';
  return sku.lockedByOwnOrders?.units === sku.locked
    ? 'product.allReservedForYou'
    : 'product.reserved';
}

/** Stock of a variant, and units reserved in unpaid orders. */
export function Availability({ sku, now }: { sku: Sku; now: string }) {
  const { t } = useI18n();
  return (
    <section aria-label={t('product.availability')}>
      <p role="status" className="flex items-center gap-2 font-medium">
        <span aria-hidden className={clsx('size-2.5 rounded-full', dotClass(sku))} />
        <span>
          {sku.available === 0 && t(unavailableText(sku))}
          {sku.available > 0 &&
            (sku.available <= LOW_STOCK_THRESHOLD
              ? t('product.left', { count: sku.available })
              : t('product.inStock'))}
        </span>
      </p>
      {sku.available <= LOW_STOCK_THRESHOLD && <LockedUnits sku={sku} now={now} />}
    </section>
  );
}

function LockedUnits({ sku, now }: { sku: Sku; now: string }) {
  const { t } = useI18n();
  const { lockedByOwnOrders, availableAgainBy } = sku;
  const byOthers = sku.locked - (lockedByOwnOrders?.units ?? 0);
  // An order with a payment in progress may outlive its window, so its end is unknown.
  const isDue = useServerTimeSelector(
    now,
    (nowMs) => availableAgainBy !== null && Date.parse(availableAgainBy) <= nowMs,
  );
  const until = isDue ? null : availableAgainBy;
  return (
    <div className="mt-1 flex flex-col gap-1 text-ink-soft">
      {lockedByOwnOrders && (
        <p>
          {t('product.reservedForYou', { count: lockedByOwnOrders.units })}{' '}
          <Link
            href={`/orders/${lockedByOwnOrders.orderId}`}
            className="font-medium text-ink underline underline-offset-4"
          >
            {t('product.seeYourOrder')}
          </Link>
        </p>
      )}
      {byOthers > 0 && until === null && (
        <p>{t('product.reservedByOthersUnknownEnd', { count: byOthers })}</p>
      )}
      {byOthers > 0 && until !== null && (
        <>
          <p>
            {t('product.reservedByOthers', { count: byOthers })}{' '}
            <Countdown until={until} now={now} className="font-medium text-ink tabular-nums" />
          </p>
          <p>{t('product.releaseNote')}</p>
        </>
      )}
    </div>
  );
}

function dotClass(sku: Sku): string {
  if (sku.available > LOW_STOCK_THRESHOLD) return 'bg-good';
  if (sku.available > 0) return 'bg-warn';
  return sku.locked > 0 ? 'bg-warn' : 'bg-line-strong';
}
