'use client';

import { useEffect, useRef } from 'react';
import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { domainErrorOf } from '../../lib/api/domain-error.ts';
import type { DomainAnswer } from '../../lib/api/domain-error.ts';
import { errorText, isAnswer } from '../../lib/api/error-text.ts';
import { useTexts } from '../../lib/texts/texts-provider.tsx';
import type { PlaceOrderRefusal } from './use-place-order.ts';

/** Why the order was not placed, and the way on; takes the focus when it comes. */
export function Refusal(props: {
  refusal: PlaceOrderRefusal | null;
  contents: CartContents | null;
  onOrderThisToo: () => void;
}) {
  const { refusal, contents } = props;
  const texts = useTexts();
  const { t } = texts;
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (refusal) box.current?.focus();
  }, [refusal]);

  if (!refusal) return null;
  const domain = domainErrorOf(refusal.error);
  const unsure = !domain && !isAnswer(refusal.error);
  const title = t(unsure ? 'checkout.unsureTitle' : 'checkout.refusedTitle');
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
      <p id="refusal">{unsure ? t('checkout.unsureText') : errorText(texts, refusal.error)}</p>
      {domain && <Details domain={domain} contents={contents} />}
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
        !unsure && <p>{t('checkout.nothingLost')}</p>
      )}
    </Notice>
  );
}

function Details(props: { domain: DomainAnswer; contents: CartContents | null }) {
  const { domain, contents } = props;
  const { t, format } = useTexts();
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
