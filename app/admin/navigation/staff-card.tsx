'use client';

import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { authClient } from '../session/auth-client.ts';
import { useStaff } from '../session/staff-context.tsx';

/** Who is signed in, in which role, and the way out. */
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
    // A whole new page: nothing that staff saw stays in this one's memory.
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
      <Button size="sm" pending={pending} onClick={() => void signOut()}>
        <LogOut aria-hidden className="size-4" />
        {t('admin.signOut')}
      </Button>
    </div>
  );
}
