'use client';

import { Suspense, lazy, useRef, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '#app/ui/button.tsx';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

const loadDialog = () => import('./cancel-dialog.tsx');
const CancelDialog = lazy(loadDialog);
/** A failure is reported when the dialog is opened. */
const preloadDialog = () => void loadDialog().catch(() => null);

/** The button that cancels an unpaid order. Its dialog is loaded on hover or focus. */
export function CancelOrder(props: { input: OrderInput; onChanged: () => Promise<unknown> }) {
  const { t } = useI18n();
  const button = useRef<HTMLButtonElement>(null);
  const [loaded, setLoaded] = useState(false);
  const [open, setOpen] = useState(false);

  async function openDialog() {
    try {
      await loadDialog();
      setLoaded(true);
      setOpen(true);
    } catch {
      toast.error(t('errors.connection'));
    }
  }

  return (
    <>
      <Button
        ref={button}
        size="lg"
        aria-haspopup="dialog"
        onPointerEnter={preloadDialog}
        onFocus={preloadDialog}
        onClick={() => void openDialog()}
      >
        {t('order.cancelAction')}
      </Button>
      {loaded && (
        <Suspense>
          <CancelDialog
            {...props}
            control={{
              open,
              onOpenChange: setOpen,
              returnFocus: () => button.current ?? findStageHeading(),
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Gets the focus when the buttons of an unpaid order disappear. */
export const findStageHeading = () => document.querySelector<HTMLElement>('#order-stage');
