import { adminChangesEn } from './admin/changes.ts';
import { adminCustomersEn } from './admin/customers.ts';
import { adminLimitsEn } from './admin/limits.ts';
import { adminLocksEn } from './admin/locks.ts';
import { adminOrdersEn } from './admin/orders.ts';
import { adminOverviewEn } from './admin/overview.ts';
import { adminPaymentsEn } from './admin/payments.ts';
import { adminProductsEn } from './admin/products.ts';
import { adminCommonEn, adminSignInEn } from './admin/common.ts';
import { adminAccountEn, adminStaffEn } from './admin/staff.ts';
import { adminStockEn } from './admin/stock.ts';
import { adminActionsEn, adminActorsEn, adminQueuesEn, adminSweepsEn } from './admin/operations.ts';

/** What only staff read. */
export const adminEn = {
  ...adminCommonEn,
  signIn: adminSignInEn,
  overview: adminOverviewEn,
  locks: adminLocksEn,
  limits: adminLimitsEn,
  orders: adminOrdersEn,
  products: adminProductsEn,
  changes: adminChangesEn,
  customers: adminCustomersEn,
  stock: adminStockEn,
  payments: adminPaymentsEn,
  queues: adminQueuesEn,
  sweeps: adminSweepsEn,
  actionLog: adminActionsEn,
  actors: adminActorsEn,
  staff: adminStaffEn,
  account: adminAccountEn,
} as const;
