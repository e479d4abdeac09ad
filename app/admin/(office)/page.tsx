import { redirect } from 'next/navigation';
import { requireStaff } from '../staff/current-staff.ts';

export default async function OverviewPage() {
  await requireStaff('/admin');
  redirect('/admin/locks');
}
