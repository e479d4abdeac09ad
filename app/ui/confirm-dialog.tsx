'use client';

import { useState } from 'react';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogActions, DialogClose, type DialogControl } from './dialog.tsx';
import { Notice } from './notice.tsx';

/**
 * Asks before an action that can't be undone.
 *
 * @param props.onConfirm the action; when it rejects, the dialog stays open and shows `errorText`
 */
export function ConfirmDialog(props: {
  control: DialogControl;
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
  const { control } = props;
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function confirm() {
    setPending(true);
    setFailure(null);
    try {
      await props.onConfirm();
      control.onOpenChange(false);
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
      {...control}
      onOpenChange={(next) => {
        setFailure(null);
        control.onOpenChange(next);
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
