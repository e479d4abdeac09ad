import type { adminEn } from '../en/admin.ts';
import type { TranslationOf } from '../message-types.ts';
import { adminLocksZh } from './admin/locks.ts';
import { adminOrdersZh } from './admin/orders.ts';
import { adminShellZh, adminSignInZh } from './admin/shell.ts';
import { adminSweepsZh } from './admin/work.ts';

export const adminZh: TranslationOf<typeof adminEn> = {
  ...adminShellZh,
  signIn: adminSignInZh,
  locks: adminLocksZh,
  orders: adminOrdersZh,
  sweeps: adminSweepsZh,
};
