'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ConfirmDialog } from '#app/components/ui/confirm-dialog.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { useStaffDialog } from './staff-dialogs.tsx';

/** Asks before unsaved changes are lost: when the page is closed, and when a link leads away from it. */
export function useLeaveWarning(isDirty: boolean): void {
  const { t } = useTexts();
  const router = useRouter();
  const openDialog = useStaffDialog();

  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);

  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: MouseEvent) => {
      const href = leadsAway(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      openDialog((hosted) => (
        <ConfirmDialog
          hosted={hosted}
          title={t('admin.leave.title')}
          description={t('admin.leave.text')}
          confirm={t('admin.leave.confirm')}
          keep={t('admin.leave.keep')}
          danger
          errorText={() => ''}
          onConfirm={() => Promise.resolve(router.push(href))}
        />
      ));
    };
    // Before the link itself hears of it.
    document.addEventListener('click', ask, { capture: true });
    return () => document.removeEventListener('click', ask, { capture: true });
  }, [isDirty, openDialog, router, t]);
}

/** Where a click leads within the shop's own pages, in this tab; others ask by themselves or lose nothing. */
function leadsAway(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!isPlain || !link || link.target || link.origin !== window.location.origin) return null;
  if (link.pathname === window.location.pathname) return null;
  return link.pathname + link.search + link.hash;
}
