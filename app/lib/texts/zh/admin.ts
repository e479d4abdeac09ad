import type { adminEn } from '../en/admin.ts';
import type { TranslationOf } from '../en/message-types.ts';
import { adminChangesZh } from './admin/changes.ts';
import { adminCustomersZh } from './admin/customers.ts';
import { adminLimitsZh } from './admin/limits.ts';
import { adminLocksZh } from './admin/locks.ts';
import { adminOrdersZh } from './admin/orders.ts';
import { adminOverviewZh } from './admin/overview.ts';
import { adminPaymentsZh } from './admin/payments.ts';
import { adminProductsZh } from './admin/products.ts';
import { adminCommonZh, adminSignInZh } from './admin/common.ts';
import { adminAccountZh, adminStaffZh } from './admin/staff.ts';
import { adminStockZh } from './admin/stock.ts';
import { adminActionsZh, adminActorsZh, adminQueuesZh, adminSweepsZh } from './admin/operations.ts';

export const adminZh: TranslationOf<typeof adminEn> = {
  ...adminCommonZh,
  signIn: adminSignInZh,
  overview: adminOverviewZh,
  locks: adminLocksZh,
  limits: adminLimitsZh,
  orders: adminOrdersZh,
  products: adminProductsZh,
  changes: adminChangesZh,
  customers: adminCustomersZh,
  stock: adminStockZh,
  payments: adminPaymentsZh,
  queues: adminQueuesZh,
  sweeps: adminSweepsZh,
  actionLog: adminActionsZh,
  actors: adminActorsZh,
  staff: adminStaffZh,
  account: adminAccountZh,
};
