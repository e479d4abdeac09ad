import type { en } from './en.ts';
import type { TranslationOf } from './message-types.ts';
import { adminZh } from './zh/admin.ts';
import { cartZh, checkoutZh } from './zh/cart.ts';
import { catalogueZh, productZh } from './zh/catalogue.ts';
import { errorsZh } from './zh/errors.ts';
import { orderZh, ordersZh } from './zh/order.ts';
import { uiZh } from './zh/ui.ts';

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
