import { adminEn } from './admin.ts';
import { cartEn, checkoutEn } from './cart.ts';
import { catalogueEn, productEn } from './catalogue.ts';
import { errorsEn } from './errors.ts';
import { orderEn, ordersEn } from './order.ts';
import { uiEn } from './ui.ts';

/** All texts in English. The other languages have exactly these keys, by their type. */
export const en = {
  ui: uiEn,
  errors: errorsEn,
  catalogue: catalogueEn,
  product: productEn,
  cart: cartEn,
  checkout: checkoutEn,
  order: orderEn,
  orders: ordersEn,
  admin: adminEn,
} as const;
