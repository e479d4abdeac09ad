'use client';

import { useState } from 'react';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogActions, DialogClose, type DialogControl } from './dialog.tsx';
import { Notice } from './notice.tsx';

/**
 * Asks before something that cannot be taken back; stays open and says why when it fails.
 *
 * @param props.trigger opens it; otherwise `hosted` says whether it is open
 * @param props.onConfirm does it; a rejection keeps the dialog open
 * @param props.errorText words what went wrong
 */
export function ConfirmDialog(props: {
  trigger?: React.ReactNode;
  hosted?: DialogControl;
  title: string;
  description: React.ReactNode;
  confirm: string;
  keep: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  errorText: (error: unknown) => string;
  children?: React.ReactNode;
}) {
  const { t } = useI18n();
  const [ownOpen, setOwnOpen] = useState(false);
  const { open, onOpenChange: setOpen } = props.hosted ?? {
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
      giveFocusTo={props.hosted?.giveFocusTo}
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
          <Button>{props.keep}</Button>
        </DialogClose>
        <Button
          variant={props.danger ? 'danger' : 'primary'}
          pending={pending}
          onClick={() => void confirm()}
        >
          {props.confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
