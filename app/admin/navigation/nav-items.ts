import {
  Boxes,
  ClipboardList,
  CreditCard,
  Gauge,
  History,
  Layers,
  Lock,
  ShieldBan,
  Tags,
  UserRoundCheck,
  UserRoundX,
  Users,
} from 'lucide-react';

/** The entries of the navigation. */
export const navItems = [
  { key: 'overview', href: '/admin', icon: Gauge },
  { key: 'locks', href: '/admin/locks', icon: Lock },
  { key: 'orders', href: '/admin/orders', icon: ClipboardList },
  { key: 'stock', href: '/admin/stock', icon: Boxes },
  { key: 'products', href: '/admin/products', icon: Tags },
  { key: 'payments', href: '/admin/payments', icon: CreditCard },
  { key: 'queues', href: '/admin/queues', icon: Layers },
  { key: 'sweeps', href: '/admin/sweeps', icon: History },
  { key: 'limits', href: '/admin/stopped', icon: ShieldBan },
  { key: 'actions', href: '/admin/actions', icon: UserRoundCheck },
  { key: 'customers', href: '/admin/customers', icon: UserRoundX },
  { key: 'staff', href: '/admin/staff', icon: Users },
] as const;

/** Whether the current path belongs to an entry. */
export function isCurrentPage(href: string, path: string): boolean {
  return href === '/admin' ? path === href : path === href || path.startsWith(`${href}/`);
}
