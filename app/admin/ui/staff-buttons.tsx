'use client';

import { clsx } from 'clsx';
import { useLayoutEffect, useRef } from 'react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { DialogControl } from '../../ui/dialog.tsx';
import { errorText } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { useAdminRefresh } from './live-updates.tsx';
import { READ_ONLY_NOTICE_ID } from './read-only-notice.tsx';
import { useStaff } from '../session/staff-context.tsx';
import { getMainContent, useStaffDialog } from './staff-dialog-provider.tsx';

/**
 * A button that changes something. Who may only look sees it, cannot press it, and is told why.
 */
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
 * A button that changes something after asking; what is shown is loaded anew when it is done.
 *
 * @param props.action the name of both buttons, the one that asks and the one that does it
 * @param props.run does it; a rejection is shown and leaves the question open
 */
export function StaffConfirmButton(props: {
  action: string;
  title: string;
  text: React.ReactNode;
  keep?: string;
  danger?: boolean;
  size?: 'sm' | 'md';
  run: () => Promise<unknown>;
}) {
  const texts = useI18n();
  const refresh = useAdminRefresh();
  const { title, text, action, danger, run } = props;
  const keep = props.keep ?? texts.t('admin.keep');
  return (
    <StaffDialogButton
      size={props.size}
      renderDialog={(hosted) => (
        <ConfirmDialog
          hosted={hosted}
          title={title}
          description={text}
          confirm={action}
          keep={keep}
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

/** A button that opens a dialog in which something is changed. */
export function StaffDialogButton(props: {
  size?: 'sm' | 'md';
  renderDialog: (hosted: DialogControl) => React.ReactNode;
  children: React.ReactNode;
}) {
  const open = useStaffDialog();
  const button = useRestoreFocus();
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

/**
 * When a button goes away with its row while it has the focus, such as after it has done its work, the
 * focus goes to the page's content instead of getting lost.
 */
function useRestoreFocus() {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const { current } = button;
    return () => {
      if (current === null || document.activeElement !== current) return;
      getMainContent()?.focus({ preventScroll: true });
    };
  }, []);
  return button;
}
