'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef } from 'react';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { useStaffDialog } from './staff-dialog-provider.tsx';

/**
 * Asks before unsaved changes are lost: when the page is closed, when a link leads away from it, and,
 * where the browser lets a page keep it, on the way back.
 */
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
    // Before the link itself hears of it.
    document.addEventListener('click', ask, { capture: true });
    return () => document.removeEventListener('click', ask, { capture: true });
  }, [isDirty, askToLeave, router]);

  useEffect(() => {
    if (!isDirty || !('navigation' in window)) return;
    const { navigation } = window;
    const ask = (event: NavigateEvent) => {
      // A browser lets a page refuse this once, and not again before something is done on it.
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
      openDialog((hosted) => (
        <ConfirmDialog
          hosted={hosted}
          title={t('admin.leave.title')}
          description={t('admin.leave.text')}
          confirm={t('admin.leave.confirm')}
          keep={t('admin.leave.keep')}
          danger
          errorText={() => ''}
          onConfirm={() => Promise.resolve(leave())}
        />
      )),
    [openDialog, t],
  );
}

/** Where a click leads within the shop's own pages, in this tab; others ask by themselves or lose nothing. */
function internalLinkTarget(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!isPlain || !link || link.target || link.origin !== window.location.origin) return null;
  if (link.pathname === window.location.pathname) return null;
  return link.pathname + link.search + link.hash;
}
