'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { clearCart } from '../../lib/cart/cart-store.ts';
import { getCheckoutOrderId, resetCheckoutOrderId } from './checkout-storage.ts';
import { fieldNames } from './checkout-fields.ts';
import type { CheckoutForm } from './checkout-form-schema.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { getDomainError } from '../../lib/api/error-text.ts';
import type { CheckoutFormApi } from './use-checkout-form.ts';

/** Why the last try did not work, and the order it was about. */
export type PlaceOrderFailure = { error: unknown; orderId: string };

/**
 * Places what is in the cart, once.
 *
 * @returns `placed` once it is, until the order's page has come up
 */
export function usePlaceOrder(contents: CartContents | null, form: CheckoutFormApi) {
  const router = useRouter();
  const utils = trpc.useUtils();
  const place = trpc.orders.place.useMutation();
  const [refusal, setRefusal] = useState<PlaceOrderFailure | null>(null);
  const [placed, setPlaced] = useState(false);

  async function placeOrder(typed: CheckoutForm) {
    if (!contents || placed) return;
    setRefusal(null);
    const order = {
      ...typed,
      lines: contents.items.map(({ skuId, quantity }) => ({ skuId, quantity })),
      expectedTotalCents: contents.totalCents,
    };
    try {
      const { orderId } = await placeWithGoodId(order);
      setPlaced(true);
      resetCheckoutOrderId();
      clearCart();
      router.push(`/orders/${orderId}`);
    } catch (error) {
      setRefusal({ error, orderId: getCheckoutOrderId() });
      markFields(error);
      // Whatever refused it, the cart should show the truth now.
      void utils.catalog.skus.invalidate();
    }
  }

  /** An id made while the clock was still wrong is replaced, since no order can bear it. */
  async function placeWithGoodId(order: Omit<Parameters<typeof place.mutateAsync>[0], 'orderId'>) {
    try {
      return await place.mutateAsync({ ...order, orderId: getCheckoutOrderId() });
    } catch (error) {
      if (getDomainError(error)?.code !== 'ORDER_ID_TIME') throw error;
      resetCheckoutOrderId();
      return await place.mutateAsync({ ...order, orderId: getCheckoutOrderId() });
    }
  }

  function markFields(error: unknown) {
    const domain = getDomainError(error);
    if (domain?.code !== 'VALIDATION') return;
    for (const issue of domain.issues) {
      const name = fieldNames.find((known) => known === issue.path);
      if (name) form.setError(name, { type: 'server', message: issue.message });
    }
  }

  return {
    refusal,
    placed,
    pending: place.isPending || placed,
    submit: form.handleSubmit(placeOrder),
    /** The shopper has seen that an order was placed, and wants this one besides. */
    orderThisToo() {
      resetCheckoutOrderId();
      void form.handleSubmit(placeOrder)();
    },
  };
}
