'use client';

import { PackageCheck } from 'lucide-react';
import { useCartContents } from '../../lib/cart/use-cart-contents.ts';
import type { Country } from '../../lib/format/countries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { EmptyCart } from '../cart/cart-view.tsx';
import { useRecentOrder } from '../orders/recent-order.ts';
import { AddressFields } from './address-fields.tsx';
import { CheckoutSummary } from './checkout-summary.tsx';
import { ErrorSummary } from './error-summary.tsx';
import { PlaceOrderErrorNotice } from './place-order-error-notice.tsx';
import { useAddressForm } from './use-address-form.ts';
import { useCheckoutForm } from './use-checkout-form.ts';
import { usePlaceOrder } from './use-place-order.ts';
import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { langAttribute } from '../../lib/texts/product-language.ts';
import { LineProblemNote } from '../cart/cart-line-notes.tsx';

/** The checkout form: address, items and the submit button. */
export function CheckoutView({ countries }: { countries: Country[] }) {
  const { contents, empty, failed, stale } = useCartContents();
  const { t } = useI18n();
  const form = useCheckoutForm();
  const addressForm = useAddressForm(form);
  const placing = usePlaceOrder(contents, form);

  if (empty && !placing.placed) return <EmptyCheckout />;

  return (
    <form
      noValidate
      onSubmit={(event) => void placing.submit(event)}
      className="grid gap-8 lg:grid-cols-[1fr_24rem] lg:items-start"
    >
      <div className="flex flex-col gap-8">
        <ErrorSummary form={form} addressForm={addressForm} />
        <UnavailableItemsNotice contents={placing.placed ? null : contents} />
        <AddressFields form={form} addressForm={addressForm} countries={countries} />
      </div>
      <CheckoutSummary contents={contents}>
        <PlaceOrderErrorNotice
          failure={placing.failure}
          contents={contents}
          onOrderThisToo={placing.orderThisToo}
        />
        {/* Live regions must exist before their content to be announced. */}
        <div role="status" className="flex flex-col gap-5 empty:-mt-5">
          {(failed || stale) && (
            <Notice>
              <p>{t('cart.stale')}</p>
            </Notice>
          )}
        </div>
        {contents?.orderable === false && !placing.placed && (
          <p className="text-sm text-ink-soft">{t('cart.resolveProblems')}</p>
        )}
        <PlaceOrderButton
          pending={placing.pending}
          disabled={contents?.orderable !== true && !placing.placed}
        />
      </CheckoutSummary>
    </form>
  );
}

/** As high as the screen, so that the footer does not shift, and no higher, so that it stays in view. */
function EmptyCheckout() {
  const { t } = useI18n();
  const orderId = useRecentOrder()?.orderId;
  if (!orderId) return <EmptyCart className="min-h-[calc(100dvh-12rem)]" />;
  return (
    <EmptyState
      className="min-h-[calc(100dvh-12rem)]"
      title={t('checkout.placedTitle')}
      icon={<PackageCheck aria-hidden className="size-8" />}
      action={
        <>
          <Link href={`/orders/${orderId}`} className={buttonClass({ variant: 'primary' })}>
            {t('product.seeYourOrder')}
          </Link>
          <Link href="/" className={buttonClass()}>
            {t('cart.goShopping')}
          </Link>
        </>
      }
    >
      {t('checkout.placedText')}
    </EmptyState>
  );
}

function PlaceOrderButton({ pending, disabled }: { pending: boolean; disabled: boolean }) {
  const { t } = useI18n();
  return (
    <div>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        className="w-full"
        disabled={disabled}
        pending={pending}
      >
        {t('checkout.placeOrder')}
      </Button>
      <p role="status" className="sr-only">
        {pending && t('checkout.placing')}
      </p>
    </div>
  );
}

/** Items that became unavailable, announced above the form: on a phone the summary is far below. */
function UnavailableItemsNotice({ contents }: { contents: CartContents | null }) {
  const { t } = useI18n();
  const items = contents?.items.filter(({ problem }) => problem !== undefined) ?? [];
  return (
    // Live regions must exist before their content to be announced.
    <div role="status" tabIndex={-1} className="empty:-mt-8">
      {items.length > 0 && (
        <Notice tone="warn" title={t('cart.resolveProblems')}>
          <ul className="flex flex-col gap-3">
            {items.map((item) => (
              <li key={item.skuId}>
                <p lang={item.sku && langAttribute(item.sku, 'productName')}>
                  {item.sku?.productName ?? item.name}
                </p>
                <LineProblemNote item={item} />
              </li>
            ))}
          </ul>
          <Link href="/cart" className="font-medium underline underline-offset-4">
            {t('checkout.backToCart')}
          </Link>
        </Notice>
      )}
    </div>
  );
}
