'use client';

import { countryIn } from '#app/(shop)/checkout/countries.ts';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { Facts } from '#app/admin/ui/facts.tsx';
import { TextLink } from '#app/admin/ui/text-link.tsx';
import { When } from '#app/admin/ui/when.tsx';
import { ordersHref } from '../orders-query.ts';
import type { Details } from './order-details.tsx';

/** Who ordered, when, and where it goes. */
export function OrderFacts({ order, now }: { order: Details['order']; now: string }) {
  const { t, language } = useTexts();
  const { shippingAddress: address } = order;
  const country = countryIn(language, address.country);
  return (
    <>
      <h2 className="mb-4 text-lg font-semibold">{t('admin.orders.buyer')}</h2>
      <Facts
        facts={[
          [
            t('admin.orders.email'),
            <TextLink key="email" href={ordersHref({ search: order.email })}>
              {order.email}
            </TextLink>,
          ],
          [t('admin.orders.placedAt'), <When key="placed" at={order.placedAt} now={now} />],
          [t('admin.orders.payBy'), <When key="payBy" at={order.payBy} now={now} />],
          order.settledAt !== null && [
            t('admin.orders.settledAt'),
            <When key="settled" at={order.settledAt} now={now} />,
          ],
          [
            t('admin.orders.address'),
            <address key="address" className="not-italic">
              {[
                address.name,
                address.line1,
                address.line2,
                `${address.postalCode} ${address.city}`,
                country,
              ].map(
                (line) =>
                  line && (
                    <span key={line} className="block">
                      {line}
                    </span>
                  ),
              )}
            </address>,
          ],
        ]}
      />
    </>
  );
}
