'use client';

import { ProductPicture } from '#app/ui/product-picture.tsx';
import { Card } from '#app/ui/card.tsx';
import { Link } from '#app/ui/link.tsx';
import { OrderLineName } from '#app/ui/product-text.tsx';
import type { OrderView } from '../order-stage.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** Items, total and delivery address. */
export function OrderDetails({ order, country }: { order: OrderView; country: string }) {
  const { t, format } = useI18n();
  return (
    <Card>
      <h2 className="mb-4 text-lg font-semibold">{t('order.items')}</h2>
      <ul className="flex flex-col gap-4">
        {order.lines.map((line) => (
          <Line key={line.skuId} line={line} order={order} />
        ))}
      </ul>
      <p className="mt-4 flex justify-between gap-4 border-t border-line pt-4 text-lg font-semibold tabular-nums">
        <span>{t('order.total')}</span>
        <span>{format.money(order.totalCents, order.currency)}</span>
      </p>
      {order.shippingAddress && order.addressLines ? (
        <div className="mt-5 grid gap-5 sm:grid-cols-2">
          <Address lines={[...order.addressLines, country]} phone={order.shippingAddress.phone} />
          <section aria-labelledby="contact">
            <h3 id="contact" className="mb-1 text-sm text-ink-soft">
              {t('order.contact')}
            </h3>
            <p>{order.email}</p>
          </section>
        </div>
      ) : (
        <p className="mt-5 text-ink-soft">{t('order.linkExpired')}</p>
      )}
    </Card>
  );
}

function Line({ line, order }: { line: OrderView['lines'][number]; order: OrderView }) {
  const { currency } = order;
  const { t, format } = useI18n();
  return (
    <li className="flex gap-4">
      <ProductPicture src={line.image} size={72} className="size-18 shrink-0 rounded-control" />
      <div className="min-w-0 grow">
        <h3 className="font-medium">
          {line.productSlug === null ? (
            <OrderLineName line={line} language={order.language} />
          ) : (
            <Link
              href={`/products/${line.productSlug}?sku=${line.skuId}`}
              className="underline-offset-4 hover:underline"
            >
              <OrderLineName line={line} language={order.language} />
            </Link>
          )}
        </h3>
        <p className="text-sm text-ink-soft tabular-nums">
          {t('order.quantityTimes', {
            quantity: line.quantity,
            price: format.money(line.unitPriceCents, currency),
          })}
        </p>
      </div>
      <p className="shrink-0 font-medium tabular-nums">
        {format.money(line.unitPriceCents * line.quantity, currency)}
      </p>
    </li>
  );
}

function Address({ lines, phone }: { lines: readonly string[]; phone: string | undefined }) {
  const { t } = useI18n();
  return (
    <section aria-labelledby="deliver-to">
      <h3 id="deliver-to" className="mb-1 text-sm text-ink-soft">
        {t('order.deliverTo')}
      </h3>
      <address className="not-italic">
        {lines.map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))}
      </address>
      {phone && <p className="mt-1">{phone}</p>}
    </section>
  );
}
