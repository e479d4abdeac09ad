'use client';

import { Suspense, lazy, useRef, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '#app/ui/button.tsx';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

const loadDialog = () => import('./cancel-dialog.tsx');
const CancelDialog = lazy(loadDialog);
/** Ahead of need; what fails here is told when it is needed. */
const preloadDialog = () => void loadDialog().catch(() => null);

/**
 * Lets a shopper change their mind before paying. The question is fetched when somebody turns to its
 * button, since most shoppers never do.
 */
export function CancelOrder(props: { input: OrderInput; onChanged: () => Promise<unknown> }) {
  const { t } = useI18n();
  const button = useRef<HTMLButtonElement>(null);
  const [loaded, setLoaded] = useState(false);
  const [open, setOpen] = useState(false);

  async function ask() {
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
        onClick={() => void ask()}
      >
        {t('order.cancelAction')}
      </Button>
      {loaded && (
        <Suspense>
          <CancelDialog
            {...props}
            control={{ open, onOpenChange: setOpen, returnFocus: () => button.current }}
          />
        </Suspense>
      )}
    </>
  );
}
