import { notFound } from 'next/navigation';

/** Unknown admin paths show the admin's not-found page, not the shop's. */
export default function UnknownAdminPage() {
  notFound();
}
