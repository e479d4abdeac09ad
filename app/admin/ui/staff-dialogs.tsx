'use client';

import { createContext, Fragment, use, useCallback, useState } from 'react';
import type { HostedDialog } from '../../ui/dialog.tsx';

type Render = (dialog: HostedDialog) => React.ReactNode;

const OpenContext = createContext<(render: Render) => void>(() => {});

/**
 * Holds the open dialog of the back office above everything that reloads by itself: a question stays
 * while somebody thinks about it, even when the row that it is about leaves the page.
 */
export function StaffDialogs({ children }: { children: React.ReactNode }) {
  const [shown, setShown] = useState<{ id: number; open: boolean; render: Render }>();
  const [opener, setOpener] = useState<Element | null>(null);

  const open = useCallback((render: Render) => {
    setOpener(document.activeElement);
    setShown((before) => ({ id: (before?.id ?? 0) + 1, open: true, render }));
  }, []);

  const dialog = shown?.render({
    open: shown.open,
    onOpenChange: (isOpen) => setShown({ ...shown, open: isOpen }),
    giveFocusTo: () => (opener?.isConnected ? (opener as HTMLElement) : content()),
  });
  return (
    <OpenContext value={open}>
      {children}
      <Fragment key={shown?.id}>{dialog}</Fragment>
    </OpenContext>
  );
}

/** Opens a dialog above the page. */
export function useStaffDialog(): (render: Render) => void {
  return use(OpenContext);
}

/** The page's content, which gets the focus of what went away. */
export function content(): HTMLElement | null {
  return document.querySelector<HTMLElement>('#content');
}
