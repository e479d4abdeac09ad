import type { en } from '../en/en.ts';
import type { TranslationOf } from '../en/message-types.ts';
import { adminZh } from './admin.ts';
import { cartZh, checkoutZh } from './cart.ts';
import { catalogueZh, productZh } from './catalogue.ts';
import { errorsZh } from './errors.ts';
import { orderZh, ordersZh } from './order.ts';
import { uiZh } from './ui.ts';

/** All texts in Simplified Chinese. */
export const zh: TranslationOf<typeof en> = {
  ui: uiZh,
  errors: errorsZh,
  catalogue: catalogueZh,
  product: productZh,
  cart: cartZh,
  checkout: checkoutZh,
  order: orderZh,
  orders: ordersZh,
  admin: adminZh,
};
