'use client';

import { useState } from 'react';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogActions, DialogClose, type DialogControl } from './dialog.tsx';
import { Notice } from './notice.tsx';

/**
 * Asks for confirmation before something happens.
 *
 * @param props.trigger opens it; without one, `control` does
 * @param props.onConfirm when it rejects, the dialog stays open and shows the error
 */
export function ConfirmDialog(props: {
  trigger?: React.ReactNode;
  control?: DialogControl;
  title: string;
  description: React.ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  errorText: (error: unknown) => string;
  children?: React.ReactNode;
}) {
  const { t } = useI18n();
  const [ownOpen, setOwnOpen] = useState(false);
  const { open, onOpenChange: setOpen } = props.control ?? {
    open: ownOpen,
    onOpenChange: setOwnOpen,
  };
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function confirm() {
    setPending(true);
    setFailure(null);
    try {
      await props.onConfirm();
      setOpen(false);
    } catch (error) {
      setFailure(props.errorText(error));
    } finally {
      setPending(false);
    }
  }

  return (
    <Dialog
      title={props.title}
      description={props.description}
      trigger={props.trigger}
      returnFocus={props.control?.returnFocus}
      open={open}
      onOpenChange={(next) => {
        setFailure(null);
        setOpen(next);
      }}
    >
      {props.children}
      {failure !== null && (
        <Notice tone="bad" role="alert" title={t('ui.actionFailed')} className="mt-4">
          <p>{failure}</p>
        </Notice>
      )}
      <DialogActions>
        <DialogClose asChild>
          <Button>{props.cancelLabel}</Button>
        </DialogClose>
        <Button
          variant={props.danger ? 'danger' : 'primary'}
          pending={pending}
          onClick={() => void confirm()}
        >
          {props.confirmLabel}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
