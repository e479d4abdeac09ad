'use client';

import { countryName } from '#app/lib/format/countries.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { DescriptionList } from '#app/admin/ui/description-list.tsx';
import { TextLink } from '#app/admin/ui/text-link.tsx';
import { Timestamp } from '#app/admin/ui/timestamp.tsx';
import { orderList } from '#app/admin/ui/lists.ts';
import type { OrderData } from './order-data.ts';

/** The customer, the dates and the delivery address of an order. */
export function BuyerDetails({ order, now }: { order: OrderData['order']; now: string }) {
  const { t, language } = useI18n();
  const { shippingAddress: address } = order;
  const country = countryName(language, address.country);
  return (
    <>
      <h2 className="mb-4 text-lg font-semibold">{t('admin.orders.buyer')}</h2>
      <DescriptionList
        facts={[
          [
            t('admin.orders.email'),
            order.email === '' ? (
              t('admin.orders.erased')
            ) : (
              <TextLink key="email" href={orderList.href({ search: order.email })}>
                {order.email}
              </TextLink>
            ),
          ],
          [t('admin.orders.placedAt'), <Timestamp key="placed" at={order.placedAt} now={now} />],
          [t('admin.orders.payBy'), <Timestamp key="payBy" at={order.payBy} now={now} />],
          order.settledAt !== null && [
            t('admin.orders.settledAt'),
            <Timestamp key="settled" at={order.settledAt} now={now} />,
          ],
          [
            t('admin.orders.address'),
            <address key="address" className="not-italic">
              {order.email === '' && <span className="block">{t('admin.orders.erased')}</span>}
              {[...order.addressLines, country].map((line) => (
                <span key={line} className="block">
                  {line}
                </span>
              ))}
            </address>,
          ],
          address.phone ? [t('admin.orders.phone'), address.phone] : null,
        ]}
      />
    </>
  );
}
