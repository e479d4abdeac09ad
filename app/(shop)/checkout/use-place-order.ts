'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { clearCart } from '../../lib/cart/cart-store.ts';
import { getCheckoutOrderId, resetCheckoutOrderId } from './checkout-storage.ts';
import { rememberOrder } from '../orders/recent-order.ts';
import { fieldNames } from './use-checkout-form.ts';
import type { CheckoutForm } from './checkout-form-schema.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { getDomainError, hasServerResponse } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { CheckoutFormApi } from './use-checkout-form.ts';

/** Why the last attempt failed, and its order id. */
export interface PlaceOrderFailure {
  error: unknown;
  orderId: string;
}

/** Loaded when it is needed, which is rare. */
async function solve(challenge: string): Promise<string> {
  const { solveChallenge } = await import('./solve-challenge.ts');
  return await solveChallenge(challenge);
}

/**
 * Places the cart's order.
 *
 * @returns `placed` stays true until the order page has loaded
 */
export function usePlaceOrder(contents: CartContents | null, form: CheckoutFormApi) {
  const router = useRouter();
  const { language } = useI18n();
  const utils = trpc.useUtils();
  const place = trpc.orders.place.useMutation();
  const [failure, setFailure] = useState<PlaceOrderFailure | null>(null);
  const [placed, setPlaced] = useState(false);
  const [solving, setSolving] = useState(false);

  async function placeOrder(values: CheckoutForm) {
    if (!contents || placed) return;
    setFailure(null);
    const order = {
      ...values,
      language,
      lines: contents.items.map(({ skuId, quantity }) => ({ skuId, quantity })),
      expectedTotalCents: contents.totalCents,
    };
    try {
      const { orderId } = await placeAsBuyer(order);
      setPlaced(true);
      resetCheckoutOrderId();
      rememberOrder(orderId);
      clearCart();
      router.push(`/orders/${orderId}`);
    } catch (error) {
      setFailure({ error, orderId: getCheckoutOrderId() });
      if (!hasServerResponse(error)) rememberOrder(null);
      markFields(error);
      // Refresh prices and stock after any failure.
      void utils.catalog.skus.invalidate();
    }
  }

  /** The first order of a browser is refused and answered with the cookie that makes it a buyer. */
  async function placeAsBuyer(order: Parameters<typeof placeWithValidId>[0]) {
    try {
      return await placeWithValidId(order);
    } catch (error) {
      if (getDomainError(error)?.code !== 'NO_BUYER') throw error;
      return await placeWithValidId(order);
    }
  }

  /** An id made with a wrong clock is refused, so it is replaced once. */
  async function placeWithValidId(order: Omit<Parameters<typeof place.mutateAsync>[0], 'orderId'>) {
    try {
      return await sendWithProof({ ...order, orderId: getCheckoutOrderId() });
    } catch (error) {
      if (getDomainError(error)?.code !== 'ORDER_ID_TIME') throw error;
      resetCheckoutOrderId();
      return await sendWithProof({ ...order, orderId: getCheckoutOrderId() });
    }
  }

  /** Solves a challenge when the answer contains one, and sends the order again. */
  async function sendWithProof(order: Parameters<typeof place.mutateAsync>[0]) {
    try {
      return await place.mutateAsync(order);
    } catch (error) {
      const domain = getDomainError(error);
      if (domain?.code !== 'PROOF_OF_WORK_REQUIRED') throw error;
      setSolving(true);
      const proofOfWork = await solve(domain.challenge)
        .catch(() => null)
        .finally(() => setSolving(false));
      if (proofOfWork === null) throw error;
      return await place.mutateAsync({ ...order, proofOfWork });
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
    failure,
    placed,
    pending: place.isPending || solving || placed,
    submit: form.handleSubmit(placeOrder),
    /** Places the cart as a further order after ORDER_ID_REUSED. */
    orderThisToo() {
      resetCheckoutOrderId();
      void form.handleSubmit(placeOrder)();
    },
  };
}
