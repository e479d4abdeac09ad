'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef } from 'react';
import { ConfirmDialog } from '#app/ui/confirm-dialog.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { useStaffDialog } from '../../ui/staff-dialog-provider.tsx';

/** Asks before unsaved changes are lost: on close, on a link and, where browsers allow it, on Back. */
export function useUnsavedChangesWarning(isDirty: boolean): void {
  const router = useRouter();
  const askToLeave = useConfirmLeave();
  const leaving = useRef(false);

  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);

  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: MouseEvent) => {
      const href = internalLinkTarget(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      askToLeave(() => router.push(href));
    };
    // Captured, so that the link's own handler does not run.
    document.addEventListener('click', ask, { capture: true });
    return () => document.removeEventListener('click', ask, { capture: true });
  }, [isDirty, askToLeave, router]);

  useEffect(() => {
    if (!isDirty || !('navigation' in window)) return;
    const { navigation } = window;
    const ask = (event: NavigateEvent) => {
      // Browsers let a page cancel this once, until the next user action.
      if (event.navigationType !== 'traverse' || !event.cancelable || leaving.current) return;
      event.preventDefault();
      const { key } = event.destination;
      askToLeave(() => {
        leaving.current = true;
        navigation.traverseTo(key);
      });
    };
    navigation.addEventListener('navigate', ask);
    return () => navigation.removeEventListener('navigate', ask);
  }, [isDirty, askToLeave]);
}

function useConfirmLeave(): (leave: () => void) => void {
  const { t } = useI18n();
  const openDialog = useStaffDialog();
  return useCallback(
    (leave) =>
      openDialog((control) => (
        <ConfirmDialog
          control={control}
          title={t('admin.leave.title')}
          description={t('admin.leave.text')}
          confirmLabel={t('admin.leave.confirm')}
          cancelLabel={t('admin.leave.keep')}
          danger
          errorText={() => ''}
          onConfirm={() => Promise.resolve(leave())}
        />
      )),
    [openDialog, t],
  );
}

/** The path that a click opens in this tab; null for other sites and tabs, which need no question here. */
function internalLinkTarget(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!isPlain || !link || link.target || link.origin !== window.location.origin) return null;
  if (link.pathname === window.location.pathname) return null;
  return link.pathname + link.search + link.hash;
}
