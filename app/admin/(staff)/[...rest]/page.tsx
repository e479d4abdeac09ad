import { notFound } from 'next/navigation';

/** An address that the back office does not have, told within it and not in the shop. */
export default function UnknownAdminPage() {
  notFound();
}
