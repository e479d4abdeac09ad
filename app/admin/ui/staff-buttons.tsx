'use client';

import { clsx } from 'clsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { DialogControl } from '../../ui/dialog.tsx';
import { useRestoreFocus } from '../../ui/use-restore-focus.ts';
import { errorText } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { useAdminRefresh } from './live-updates.tsx';
import { READ_ONLY_NOTICE_ID } from './read-only-notice.tsx';
import { useStaff } from '../session/staff-context.tsx';
import { getMainContent, useStaffDialog } from './staff-dialog-provider.tsx';

/** A button that changes something. For viewers it is disabled and described by the reason. */
export function StaffButton(props: React.ComponentProps<typeof Button>) {
  const { t } = useI18n();
  const { role } = useStaff();
  if (role === 'admin') return <Button {...props} />;
  return (
    <button
      type="button"
      aria-disabled
      aria-describedby={READ_ONLY_NOTICE_ID}
      title={t('admin.viewerReason')}
      className={clsx(buttonClass(props), 'opacity-50', props.className)}
    >
      {props.children}
    </button>
  );
}

/**
 * A button that changes something after a confirmation, and then reloads the page's queries.
 *
 * @param props.action the name of the button and of the confirming button
 * @param props.run makes the change; when it rejects, the dialog stays open and shows the error
 */
export function StaffConfirmButton(props: {
  action: string;
  title: string;
  text: React.ReactNode;
  cancelLabel?: string;
  danger?: boolean;
  size?: 'sm' | 'md';
  run: () => Promise<unknown>;
}) {
  const texts = useI18n();
  const refresh = useAdminRefresh();
  const { title, text, action, danger, run } = props;
  const cancelLabel = props.cancelLabel ?? texts.t('admin.keep');
  return (
    <StaffDialogButton
      size={props.size}
      renderDialog={(control) => (
        <ConfirmDialog
          control={control}
          title={title}
          description={text}
          confirmLabel={action}
          cancelLabel={cancelLabel}
          danger={danger}
          errorText={(error) => errorText(texts, error)}
          onConfirm={async () => {
            await run();
            refresh();
          }}
        />
      )}
    >
      {action}
    </StaffDialogButton>
  );
}

/** A button that opens a dialog to change something. */
export function StaffDialogButton(props: {
  size?: 'sm' | 'md';
  renderDialog: (control: DialogControl) => React.ReactNode;
  children: React.ReactNode;
}) {
  const open = useStaffDialog();
  // A button may disappear with its row after it has done its work.
  const button = useRestoreFocus<HTMLButtonElement>(getMainContent);
  return (
    <StaffButton
      ref={button}
      size={props.size}
      aria-haspopup="dialog"
      className="whitespace-nowrap"
      onClick={() => open(props.renderDialog)}
    >
      {props.children}
    </StaffButton>
  );
}
