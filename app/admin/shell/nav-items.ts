import { ClipboardList, Gauge, History, Lock } from 'lucide-react';

/** The pages of the back office, as its navigation lists them. */
export const navItems = [
  { key: 'overview', href: '/admin', icon: Gauge },
  { key: 'locks', href: '/admin/locks', icon: Lock },
  { key: 'orders', href: '/admin/orders', icon: ClipboardList },
  { key: 'sweeps', href: '/admin/sweeps', icon: History },
] as const;

/** Whether a page belongs to an entry of the navigation. */
export function isCurrent(href: string, path: string): boolean {
  return href === '/admin' ? path === href : path === href || path.startsWith(`${href}/`);
}
