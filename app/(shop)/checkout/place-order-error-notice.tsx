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

/** Why the order was not placed and what to do; takes the focus. */
export function PlaceOrderErrorNotice(props: {
  failure: PlaceOrderFailure | null;
  contents: CartContents | null;
  onOrderThisToo: () => void;
}) {
  const { failure, contents } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const notice = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (failure) notice.current?.focus();
  }, [failure]);

  if (!failure) return null;
  const domain = getDomainError(failure.error);
  const resultUnknown = !domain && !hasServerResponse(failure.error);
  const title = t(resultUnknown ? 'checkout.unknownResultTitle' : 'checkout.failedTitle');
  return (
    <Notice
      ref={notice}
      tone={resultUnknown ? 'warn' : 'bad'}
      role="group"
      aria-label={title}
      aria-describedby="failure"
      tabIndex={-1}
      title={title}
    >
      <p id="failure">
        {resultUnknown ? t('checkout.unknownResultText') : errorText(i18n, failure.error)}
      </p>
      {domain && <ErrorDetails domain={domain} contents={contents} />}
      {domain?.code === 'ORDER_ID_REUSED' ? (
        <>
          <p>{t('checkout.alreadyPlacedText')}</p>
          <div className="mt-2 flex flex-wrap gap-3">
            <Link href={`/orders/${failure.orderId}`} className={buttonClass({ size: 'sm' })}>
              {t('checkout.seePlacedOrder')}
            </Link>
            <Button size="sm" onClick={props.onOrderThisToo}>
              {t('checkout.orderThisToo')}
            </Button>
          </div>
        </>
      ) : (
        !resultUnknown && <p>{t('checkout.notCharged')}</p>
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
    case 'STOCK_RESERVED':
      return (
        <>
          <ul className="list-disc pl-5">
            {domain.lines.map((line) => (
              <li key={line.skuId}>
                {t(line.reserved > 0 ? 'checkout.reservedLine' : 'checkout.outOfStockLine', {
                  ...line,
                  name: contents.items.find(({ skuId }) => skuId === line.skuId)?.name ?? '',
                })}
              </li>
            ))}
          </ul>
          <NoticeLink href="/cart">{t('checkout.backToCart')}</NoticeLink>
        </>
      );
    case 'UNKNOWN_SKU':
    case 'PURCHASE_LIMIT':
    case 'TOTAL_NOT_PAYABLE':
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
