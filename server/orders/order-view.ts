import { findProductsOfSkus } from '../catalog/catalog-store.ts';
import { selectVariantImage } from '../catalog/select-variant-image.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { orderNumber } from '../platform/ids.ts';
import { hasDeclinedAttempt } from '../checkout/event-store.ts';
import { findPayments } from '../checkout/payment-store.ts';
import { findRefunds } from '../checkout/refund-store.ts';
import type { Order } from '../checkout/order.ts';
import { isOrderKey, orderKey } from '../platform/order-key.ts';
import type { SigningSecrets } from '../platform/signature.ts';
import { findOrderLines, findOrders } from '../checkout/order-store.ts';

/** Who may see an order: its buyer, a shopper who has its key, or staff. */
export type OrderReader = ShopperReader | { kind: 'staff' };

export interface ShopperReader {
  kind: 'shopper';
  buyerId: string | null;
  key?: string;
  secrets: SigningSecrets;
}

/**
 * Finds an order that the reader may see.
 * @throws DomainError NOT_FOUND, also for another buyer's order, so that ids reveal nothing
 */
export async function findOrderForReader(
  deps: Deps,
  orderId: string,
  reader: OrderReader,
): Promise<Order> {
  const order = (await findOrders(deps.db, [orderId])).get(orderId);
  if (order && canRead(order, reader)) return order;
  throw orderNotFound();
}

function orderNotFound(): DomainError {
  return new DomainError(
    { code: 'NOT_FOUND' },
    'There is no such order, or it is not yours; open it with its link, or in the browser that placed it.',
  );
}

function canRead(order: Order, reader: OrderReader): boolean {
  if (reader.kind === 'staff' || order.buyerId === reader.buyerId) return true;
  return reader.key !== undefined && isOrderKey(reader.secrets, order.orderId, reader.key);
}

/** An order as its shoppers see it, with the key of its link, which allows all that its buyer may do. */
export async function viewOrderWithKey(deps: Deps, orderId: string, reader: ShopperReader) {
  const order = await viewOrder(deps, orderId, reader);
  return { ...order, key: orderKey(reader.secrets, orderId) };
}

/** All that an order's page shows, without the key: staff act under their own name. */
export async function viewOrder(deps: Deps, orderId: string, reader: OrderReader) {
  return await readView(deps, await findOrderForReader(deps, orderId, reader));
}

/** An order as it was read for all who follow it, before anybody's right to see it was checked. */
export interface OrderRead {
  order: Order;
  view: Awaited<ReturnType<typeof readView>>;
}

/** @returns null when there is no such order */
export async function readOrder(deps: Deps, orderId: string): Promise<OrderRead | null> {
  const order = (await findOrders(deps.db, [orderId])).get(orderId);
  return order ? { order, view: await readView(deps, order) } : null;
}

/**
 * What was read, as a shopper may see it; see `viewOrderWithKey`.
 * @throws DomainError NOT_FOUND
 */
export function showOrderWithKey(read: OrderRead | null, reader: ShopperReader) {
  if (!read || !canRead(read.order, reader)) throw orderNotFound();
  return { ...read.view, key: orderKey(reader.secrets, read.order.orderId) };
}

async function readView(deps: Deps, order: Order) {
  const { orderId } = order;
  const [lines, payments, refunds, declined] = await Promise.all([
    findOrderLines(deps.db, [orderId]),
    findPayments(deps.db, [orderId]),
    findRefunds(deps.db, [orderId]),
    // A declined attempt matters only while the order can still be paid.
    order.status === 'pending_payment' && hasDeclinedAttempt(deps.db, orderId),
  ]);
  const products = await findProductsOfSkus(
    deps.db,
    lines.map((line) => line.skuId),
  );
  const bySku = new Map(products.map((product) => [product.skuId, product]));
  const payment = payments.get(orderId);
  const { status, statusReason, currency, totalCents, email, shippingAddress } = order;
  return {
    orderId,
    number: orderNumber(orderId),
    status,
    statusReason,
    placedAt: order.placedAt.toISOString(),
    payBy: order.payBy.toISOString(),
    settledAt: order.settledAt?.toISOString() ?? null,
    totalCents,
    currency,
    email,
    shippingAddress,
    lines: lines.map(({ skuId, quantity, unitPriceCents, name }) => {
      const product = bySku.get(skuId);
      const image = product ? selectVariantImage(product.images, product.options) : null;
      return {
        skuId,
        code: product?.code ?? '',
        name,
        options: product?.options ?? {},
        /** Null when the product is not on sale and has no page. */
        productSlug: product?.hasPage ? product.slug : null,
        image: image?.src ?? null,
        imageAlt: image?.alt ?? null,
        quantity,
        unitPriceCents,
      };
    }),
    payment: payment ? { state: payment.state, paidCents: payment.paidCents, declined } : null,
    refunds: refunds.map((refund) => ({
      refundId: refund.refundId,
      amountCents: refund.amountCents,
      state: refund.state,
      reason: refund.reason,
      requestedAt: refund.requestedAt.toISOString(),
    })),
    now: deps.clock.now().toISOString(),
  };
}
