'use client';

import { ShoppingBag } from 'lucide-react';
import { useCartContents } from '../../lib/cart/use-cart-contents.ts';
import type { Country } from './countries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { AddressFields } from './address-fields.tsx';
import { CheckoutSummary } from './checkout-summary.tsx';
import { ErrorSummary } from './error-summary.tsx';
import { UnavailableItemsNotice } from './unavailable-items-notice.tsx';
import { PlaceOrderButton } from './place-order-button.tsx';
import { PlaceOrderErrorNotice } from './place-order-error-notice.tsx';
import { useCheckoutForm } from './use-checkout-form.ts';
import { usePlaceOrder } from './use-place-order.ts';

/** One form: where the order goes, what is in it, and the button that places it. */
export function CheckoutView({ countries }: { countries: Country[] }) {
  const { contents, empty, failed, stale } = useCartContents();
  const { t } = useI18n();
  const form = useCheckoutForm();
  const placing = usePlaceOrder(contents, form);

  if (empty && !placing.placed) return <NothingToOrder />;

  return (
    <form
      noValidate
      onSubmit={(event) => void placing.submit(event)}
      className="grid gap-8 lg:grid-cols-[1fr_24rem] lg:items-start"
    >
      <div className="flex flex-col gap-8">
        <ErrorSummary form={form} />
        <UnavailableItemsNotice contents={placing.placed ? null : contents} />
        <AddressFields form={form} countries={countries} />
      </div>
      <CheckoutSummary contents={contents}>
        <PlaceOrderErrorNotice
          refusal={placing.refusal}
          contents={contents}
          onOrderThisToo={placing.orderThisToo}
        />
        {/* The live region stands there before it speaks, without taking room. */}
        <div role="status" className="flex flex-col gap-5 empty:-mt-5">
          {(failed || stale) && (
            <Notice>
              <p>{t('cart.stale')}</p>
            </Notice>
          )}
        </div>
        {contents?.orderable === false && !placing.placed && (
          <p className="text-sm text-ink-soft">{t('cart.fixFirst')}</p>
        )}
        <PlaceOrderButton
          pending={placing.pending}
          disabled={contents?.orderable !== true && !placing.placed}
        />
      </CheckoutSummary>
    </form>
  );
}

function NothingToOrder() {
  const { t } = useI18n();
  return (
    // As high as the form that stood here, so that nothing moves into view below it.
    <EmptyState
      className="min-h-dvh"
      title={t('cart.emptyTitle')}
      icon={<ShoppingBag aria-hidden className="size-8" />}
      action={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          {t('cart.goShopping')}
        </Link>
      }
    >
      {t('cart.emptyText')}
    </EmptyState>
  );
}
