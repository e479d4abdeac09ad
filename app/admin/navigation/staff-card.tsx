'use client';

import { LogOut, UserRound } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Badge } from '../../ui/badge.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { authClient, useStaff } from '../session/staff-context.tsx';

/** Who is signed in, the role, and a button to sign out. */
export function StaffCard() {
  const { t } = useI18n();
  const staff = useStaff();
  const [pending, setPending] = useState(false);

  async function signOut() {
    setPending(true);
    const signedOut = await authClient.signOut().then(
      ({ error }) => error === null,
      () => false,
    );
    // A full page load drops everything that this page has in memory.
    if (signedOut) return window.location.assign('/admin/sign-in');
    setPending(false);
    toast.error(t('admin.signOutFailed'));
  }

  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="min-w-0">
        <p className="text-sm text-ink-soft">{t('admin.signedInAs')}</p>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {staff.name}
          <Badge tone={staff.role === 'admin' ? 'accent' : 'neutral'}>
            {t(`admin.role.${staff.role}`)}
          </Badge>
        </p>
        <p className="text-sm text-ink-soft">{staff.email}</p>
      </div>
      <Link href="/admin/account" className={buttonClass({ size: 'sm' })}>
        <UserRound aria-hidden className="size-4" />
        {t('admin.ownAccount')}
      </Link>
      <Button size="sm" pending={pending} onClick={() => void signOut()}>
        <LogOut aria-hidden className="size-4" />
        {t('admin.signOut')}
      </Button>
    </div>
  );
}
