'use client';

import { clsx } from 'clsx';
import { fewLeft } from '#app/(shop)/few-left.ts';
import { Countdown } from '#app/clock/countdown.tsx';
import type { RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

type Sku = RouterOutputs['catalog']['product']['skus'][number];

/** What is left of a variant at this moment, and what may come back from unpaid orders. */
export function Availability({ sku, now }: { sku: Sku; now: string }) {
  const { t } = useTexts();
  const comesBack = sku.available === 0 && sku.locked > 0;
  return (
    <section aria-label={t('product.availability')}>
      <p role="status" className="flex items-center gap-2 font-medium">
        <span aria-hidden className={clsx('size-2.5 rounded-full', dotClass(sku))} />
        <span>
          {sku.available === 0 && t('product.soldOut')}
          {sku.available > 0 &&
            (sku.available <= fewLeft
              ? t('product.left', { count: sku.available })
              : t('product.inStock'))}
        </span>
      </p>
      {comesBack && sku.backBy !== null && (
        <p className="mt-1 text-ink-soft">
          {t('product.heldByOthers', { count: sku.locked })}{' '}
          <Countdown until={sku.backBy} now={now} className="font-medium text-ink tabular-nums" />
          {'. '}
          {t('product.backInNote')}
        </p>
      )}
    </section>
  );
}

function dotClass(sku: Sku): string {
  if (sku.available > fewLeft) return 'bg-good';
  if (sku.available > 0) return 'bg-warn';
  return sku.locked > 0 ? 'bg-warn' : 'bg-line-strong';
}
