import type { ShippingAddress } from '../shared/address-schema.ts';
import type { Language } from '../shared/languages.ts';

/** An order leaves `pending_payment` exactly once. */
export type OrderStatus = 'pending_payment' | 'paid' | 'cancelled';

export type PaidReason = 'payment_received' | 'payment_found';

export type CancelReason =
  'payment_window_passed' | 'payment_failed' | 'cancelled_by_shopper' | 'cancelled_by_staff';

export interface Order {
  orderId: string;
  buyerId: string;
  status: OrderStatus;
  statusReason: string | null;
  currency: string;
  totalCents: number;
  email: string;
  /** In which its buyer read the shop. */
  language: Language;
  shippingAddress: ShippingAddress;
  placedAt: Date;
  /** The end of the payment window. Fixed at placement, never extended. */
  payBy: Date;
  recoverAt: Date;
  settledAt: Date | null;
  /** Since then its e-mail and address are empty. */
  erasedAt: Date | null;
}

/** The columns that decide about an order. */
export type OrderState = Pick<Order, 'orderId' | 'status' | 'currency' | 'totalCents'>;

export interface OrderLine {
  orderId: string;
  skuId: string;
  quantity: number;
  unitPriceCents: number;
  /** As bought, in the base language; the catalogue may change later. */
  name: string;
  /** In the order's language, where its buyer read another name than `name`. */
  nameRead: string | null;
}

/** Whether the payment window of an order has passed. */
export function isDue(order: Pick<Order, 'payBy'>, now: Date): boolean {
  return order.payBy <= now;
}
