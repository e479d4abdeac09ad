'use client';

import { createContext, Fragment, use, useCallback, useState } from 'react';
import type { DialogControl } from '../../ui/dialog.tsx';

type RenderDialog = (dialog: DialogControl) => React.ReactNode;

const OpenContext = createContext<(render: RenderDialog) => void>(() => {});

/** Renders the open dialog above the page, so that it stays open when its row disappears on reload. */
export function StaffDialogProvider({ children }: { children: React.ReactNode }) {
  const [shown, setShown] = useState<{ id: number; open: boolean; render: RenderDialog }>();
  const [opener, setOpener] = useState<Element | null>(null);

  const open = useCallback((render: RenderDialog) => {
    setOpener(document.activeElement);
    setShown((before) => ({ id: (before?.id ?? 0) + 1, open: true, render }));
  }, []);

  const dialog = shown?.render({
    open: shown.open,
    onOpenChange: (isOpen) => setShown({ ...shown, open: isOpen }),
    returnFocus: () => (opener?.isConnected ? (opener as HTMLElement) : getMainContent()),
  });
  return (
    <OpenContext value={open}>
      {children}
      <Fragment key={shown?.id}>{dialog}</Fragment>
    </OpenContext>
  );
}

/** Opens a dialog above the page. */
export function useStaffDialog(): (render: RenderDialog) => void {
  return use(OpenContext);
}

/** The page's content, to receive the focus of removed elements. */
export function getMainContent(): HTMLElement | null {
  return document.querySelector<HTMLElement>('#content');
}
