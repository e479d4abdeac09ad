'use client';

import { useEffect, useRef } from 'react';
import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { getDomainError, errorText, hasServerResponse } from '../../lib/api/error-text.ts';
import type { DomainErrorData } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { PlaceOrderFailure } from './use-place-order.ts';

/** Why the order was not placed, and the way on; takes the focus when it comes. */
export function PlaceOrderErrorNotice(props: {
  refusal: PlaceOrderFailure | null;
  contents: CartContents | null;
  onOrderThisToo: () => void;
}) {
  const { refusal, contents } = props;
  const texts = useI18n();
  const { t } = texts;
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (refusal) box.current?.focus();
  }, [refusal]);

  if (!refusal) return null;
  const domain = getDomainError(refusal.error);
  const unsure = !domain && !hasServerResponse(refusal.error);
  const title = t(unsure ? 'checkout.unknownResultTitle' : 'checkout.failedTitle');
  return (
    <Notice
      ref={box}
      tone={unsure ? 'warn' : 'bad'}
      role="group"
      aria-label={title}
      aria-describedby="refusal"
      tabIndex={-1}
      title={title}
    >
      <p id="refusal">
        {unsure ? t('checkout.unknownResultText') : errorText(texts, refusal.error)}
      </p>
      {domain && <ErrorDetails domain={domain} contents={contents} />}
      {domain?.code === 'ORDER_ID_REUSED' ? (
        <>
          <p>{t('checkout.alreadyPlacedText')}</p>
          <div className="mt-2 flex flex-wrap gap-3">
            <Link href={`/orders/${refusal.orderId}`} className={buttonClass({ size: 'sm' })}>
              {t('checkout.seePlacedOrder')}
            </Link>
            <Button size="sm" onClick={props.onOrderThisToo}>
              {t('checkout.orderThisToo')}
            </Button>
          </div>
        </>
      ) : (
        !unsure && <p>{t('checkout.notCharged')}</p>
      )}
    </Notice>
  );
}

function ErrorDetails(props: { domain: DomainErrorData; contents: CartContents | null }) {
  const { domain, contents } = props;
  const { t, format } = useI18n();
  if (!contents) return null;
  switch (domain.code) {
    case 'PRICE_CHANGED':
      return (
        <p className="font-semibold">
          {t('checkout.newTotal', { total: format.money(domain.totalCents, contents.currency) })}
        </p>
      );
    case 'OUT_OF_STOCK':
      return (
        <>
          <ul className="list-disc pl-5">
            {domain.lines.map((line) => (
              <li key={line.skuId}>
                {t('checkout.outOfStockLine', {
                  name: contents.items.find(({ skuId }) => skuId === line.skuId)?.name ?? '',
                  wanted: line.wanted,
                  available: line.available,
                })}
              </li>
            ))}
          </ul>
          <NoticeLink href="/cart">{t('checkout.backToCart')}</NoticeLink>
        </>
      );
    case 'UNKNOWN_SKU':
      return <NoticeLink href="/cart">{t('checkout.backToCart')}</NoticeLink>;
    case 'TOO_MANY_OPEN_ORDERS':
    case 'TOO_MANY_UNITS_HELD':
      return <NoticeLink href="/orders">{t('checkout.seeOpenOrders')}</NoticeLink>;
    default:
      return null;
  }
}

function NoticeLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Link href={href} className="font-medium underline underline-offset-4">
      {children}
    </Link>
  );
}
