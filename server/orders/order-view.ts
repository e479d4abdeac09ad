import { formatAddress } from '../addresses/format-address.ts';
import { findProductsOfSkus } from '../catalog/catalog-store.ts';
import { selectVariantImage } from '../catalog/select-variant-image.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { orderNumber } from '../platform/ids.ts';
import { hasDeclinedAttempt } from '../checkout/event-store.ts';
import { findPayments } from '../checkout/payment-store.ts';
import { findHeldPayments, type HeldPaymentRecord } from '../checkout/held-payment-store.ts';
import { findRefunds, totalRefundedCents, type Refund } from '../checkout/refund-store.ts';
import type { Order } from '../checkout/order.ts';
import { isOrderKey, orderKey } from '../platform/order-key.ts';
import type { SigningSecrets } from '../platform/signature.ts';
import { findOrderLines, findOrders } from '../checkout/order-store.ts';
import { findLinkVersion } from './order-link-store.ts';

/** Who may see an order: its buyer, a shopper who has the key of its link, or staff. */
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
  if (order && (await mayAct(deps, order, reader))) return order;
  throw orderNotFoundError();
}

export function orderNotFoundError(): DomainError {
  return new DomainError(
    { code: 'NOT_FOUND' },
    'There is no such order, or it is not yours; open it with its link, or in the browser that placed it.',
  );
}

async function mayAct(deps: Deps, order: Order, reader: OrderReader): Promise<boolean> {
  if (reader.kind === 'staff') return true;
  const linkVersion = reader.key === undefined ? 0 : await findLinkVersion(deps.db, order.orderId);
  return accessOf(deps, { order, linkVersion }, reader) === 'full';
}

/**
 * What a shopper may see of an order. Its link expires some time after the order has ended, and then shows
 * nothing of the person who placed it.
 */
function accessOf(
  { clock, rules }: Deps,
  { order, linkVersion }: Pick<OrderRead, 'order' | 'linkVersion'>,
  { buyerId, key, secrets }: ShopperReader,
): 'full' | 'redacted' | 'none' {
  if (order.buyerId === buyerId) return 'full';
  const link = { orderId: order.orderId, version: linkVersion };
  if (key === undefined || !isOrderKey(secrets, link, key)) return 'none';
  const endedMs = order.settledAt?.getTime() ?? Infinity;
  return clock.now().getTime() < endedMs + rules.orderLinkMs ? 'full' : 'redacted';
}

/** An order as this shopper may see it. */
export async function viewOrderForShopper(deps: Deps, orderId: string, reader: ShopperReader) {
  return showOrder(deps, await readOrder(deps, orderId), reader);
}

/** All that an order's page shows, without the key: staff act under their own name. */
export async function viewOrder(deps: Deps, orderId: string, reader: OrderReader) {
  return await readView(deps, await findOrderForReader(deps, orderId, reader));
}

/** An order as it was read for all who follow it, before anybody's right to see it was checked. */
export interface OrderRead {
  order: Order;
  linkVersion: number;
  view: Awaited<ReturnType<typeof readView>>;
}

/** @returns null when there is no such order */
export async function readOrder(deps: Deps, orderId: string): Promise<OrderRead | null> {
  const order = (await findOrders(deps.db, [orderId])).get(orderId);
  if (!order) return null;
  const [linkVersion, view] = await Promise.all([
    findLinkVersion(deps.db, orderId),
    readView(deps, order),
  ]);
  return { order, linkVersion, view };
}

/**
 * What was read, as a shopper may see it.
 * @returns `key` of the order's link, which permits all that its buyer may do but to replace the link;
 *   neither it nor address and e-mail when the shopper came by a link that has expired
 * @throws DomainError NOT_FOUND
 */
export function showOrder(deps: Deps, read: OrderRead | null, reader: ShopperReader) {
  const access = read && accessOf(deps, read, reader);
  if (!read || !access || access === 'none') throw orderNotFoundError();
  const { order, linkVersion, view } = read;
  if (access === 'redacted') {
    const hidden = { email: null, shippingAddress: null, addressLines: null };
    return { ...view, ...hidden, key: null, isBuyer: false };
  }
  return {
    ...view,
    key: orderKey(reader.secrets, { orderId: order.orderId, version: linkVersion }),
    isBuyer: order.buyerId === reader.buyerId,
  };
}

async function readView(deps: Deps, order: Order) {
  const { orderId } = order;
  const [lines, payments, held, refunds, declined] = await Promise.all([
    findOrderLines(deps.db, [orderId]),
    findPayments(deps.db, [orderId]),
    findHeldPayments(deps.db, [orderId]),
    findRefunds(deps.db, [orderId]),
    // A declined attempt matters only while the order can still be paid.
    order.status === 'pending_payment' && hasDeclinedAttempt(deps.db, orderId),
  ]);
  const products = await findProductsOfSkus(
    deps.db,
    lines.map((line) => line.skuId),
  );
  const bySku = new Map(products.map((product) => [product.skuId, product]));
  const payment = payments.get(orderId) ?? null;
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
    language: order.language,
    email,
    shippingAddress,
    /** As its country writes it, without phone and country. */
    addressLines: formatAddress(shippingAddress),
    lines: lines.map(({ skuId, quantity, unitPriceCents, name, nameRead }) => {
      const product = bySku.get(skuId);
      const image = product ? selectVariantImage(product.images, product.options) : null;
      return {
        skuId,
        code: product?.code ?? '',
        name,
        nameRead,
        options: product?.options ?? {},
        /** Null when the product is not on sale and has no page. */
        productSlug: product?.hasPage ? product.slug : null,
        image: image?.src ?? null,
        imageAlt: image?.alt ?? null,
        quantity,
        unitPriceCents,
      };
    }),
    payment: payment && {
      state: payment.state,
      paidCents: payment.paidCents,
      /** Refunded of it, or being refunded. */
      refundedCents: totalRefundedCents(refunds, payment.paymentIntentId ?? ''),
      declined,
    },
    /** Payments that do not match the order, which staff refund. */
    held: held.map((money) => ({
      amountCents: money.amountCents,
      currency: money.currency,
      reason: money.reason,
      heldAt: money.heldAt.toISOString(),
      refund: heldRefundState(money, refunds),
    })),
    refunds: refunds.map((refund) => ({
      refundId: refund.refundId,
      amountCents: refund.amountCents,
      currency: refund.currency,
      state: refund.resolution === 'refunded_externally' ? 'succeeded' : refund.state,
      reason: isOfHeld(refund, held) ? 'held_payment' : refund.reason,
      requestedAt: refund.requestedAt.toISOString(),
    })),
    now: deps.clock.now().toISOString(),
  };
}

function isOfHeld({ paymentIntentId }: Refund, held: readonly HeldPaymentRecord[]): boolean {
  return held.some((money) => money.paymentIntentId === paymentIntentId);
}

/** How far the refund of a held payment is. */
function heldRefundState(
  { paymentIntentId, amountCents }: HeldPaymentRecord,
  refunds: readonly Refund[],
): 'waiting' | 'under_way' | 'succeeded' | 'failed' {
  const own = refunds.filter((refund) => refund.paymentIntentId === paymentIntentId);
  const isUnderWay = own.some(({ state }) => state === 'requested' || state === 'pending');
  if (totalRefundedCents(own, paymentIntentId) >= amountCents) {
    return isUnderWay ? 'under_way' : 'succeeded';
  }
  return own.some(({ state }) => state === 'failed') ? 'failed' : 'waiting';
}
