import { adminLocksEn } from './admin/locks.ts';
import { adminOrdersEn } from './admin/orders.ts';
import { adminShellEn, adminSignInEn } from './admin/shell.ts';
import { adminSweepsEn } from './admin/work.ts';

/** What only staff read. */
export const adminEn = {
  ...adminShellEn,
  signIn: adminSignInEn,
  locks: adminLocksEn,
  orders: adminOrdersEn,
  sweeps: adminSweepsEn,
} as const;
