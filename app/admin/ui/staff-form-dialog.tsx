'use client';

import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogClose } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { errorText } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { StaffDialogButton } from './staff-buttons.tsx';

/**
 * A button that opens a dialog with a form that changes something.
 *
 * @param props.renderForm called with a function that closes the dialog; renders a `StaffForm`
 */
export function StaffFormDialog(props: {
  button: React.ReactNode;
  size?: 'sm' | 'md';
  title: string;
  description: string;
  renderForm: (close: () => void) => React.ReactNode;
}) {
  const { title, description, renderForm } = props;
  return (
    <StaffDialogButton
      size={props.size}
      renderDialog={(control) => (
        <Dialog title={title} description={description} {...control}>
          {renderForm(() => control.onOpenChange(false))}
        </Dialog>
      )}
    >
      {props.button}
    </StaffDialogButton>
  );
}

/**
 * The form in a `StaffFormDialog`, with its buttons and the error of the last submit.
 *
 * @param props.onSubmit its rejections are ignored, since `error` is shown
 * @param props.submit the name of the submit button
 */
export function StaffForm(props: {
  onSubmit: (event: React.FormEvent) => Promise<void>;
  error: unknown;
  isPending: boolean;
  submit: string;
  danger?: boolean;
  children: React.ReactNode;
}) {
  const texts = useI18n();
  const { t } = texts;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      // The error is shown below.
      onSubmit={(event) => void props.onSubmit(event).catch(() => {})}
    >
      {props.children}
      {props.error !== null && (
        <Notice tone="bad" role="alert" title={t('ui.actionFailed')}>
          <p>{errorText(texts, props.error)}</p>
        </Notice>
      )}
      <DialogActions>
        <DialogClose asChild>
          <Button>{t('admin.keep')}</Button>
        </DialogClose>
        <Button
          type="submit"
          variant={props.danger ? 'danger' : 'primary'}
          pending={props.isPending}
        >
          {props.submit}
        </Button>
      </DialogActions>
    </form>
  );
}
