import { adminEn } from './en/admin.ts';
import { cartEn, checkoutEn } from './en/cart.ts';
import { catalogueEn, productEn } from './en/catalogue.ts';
import { errorsEn } from './en/errors.ts';
import { orderEn, ordersEn } from './en/order.ts';
import { uiEn } from './en/ui.ts';

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
