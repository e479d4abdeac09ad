'use client';

import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { Button } from './button.tsx';

/** State of a dialog that may outlive the control that opened it. */
export interface DialogControl {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocus: () => HTMLElement | null;
}

/**
 * A modal dialog. It traps the focus, closes on Escape and returns the focus.
 *
 * @param props.trigger the control that opens it; omit it when `open` is controlled
 * @param props.returnFocus the element to focus when it closes; default: the trigger
 * @param props.children its body; end it with `DialogActions`
 */
export function Dialog(props: {
  title: React.ReactNode;
  description?: React.ReactNode;
  trigger?: React.ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  returnFocus?: () => HTMLElement | null;
  className?: string;
  children?: React.ReactNode;
}) {
  const { t } = useI18n();
  return (
    <Primitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      {props.trigger !== undefined && (
        <Primitive.Trigger asChild>{props.trigger}</Primitive.Trigger>
      )}
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          {...(props.description === undefined && { 'aria-describedby': undefined })}
          onCloseAutoFocus={(event) => {
            if (!props.returnFocus) return;
            event.preventDefault();
            props.returnFocus()?.focus({ preventScroll: true });
          }}
          className={clsx(
            'fixed inset-x-3 bottom-3 z-50 mx-auto max-h-[calc(100dvh-1.5rem)] overflow-y-auto',
            'scroll-pb-28 sm:scroll-pb-20',
            'rounded-card border border-line bg-surface p-5 shadow-raised outline-none',
            'animate-appear sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2 sm:p-6',
            props.className ?? 'max-w-lg',
          )}
        >
          <div className="mb-2 flex items-start justify-between gap-4">
            <Primitive.Title className="text-xl font-semibold">{props.title}</Primitive.Title>
            <Primitive.Close asChild>
              <Button
                variant="quiet"
                size="icon"
                aria-label={t('ui.close')}
                className="-mt-2 -mr-2"
              >
                <X aria-hidden className="size-5" />
              </Button>
            </Primitive.Close>
          </div>
          {props.description !== undefined && (
            <Primitive.Description className="mb-4 text-ink-soft">
              {props.description}
            </Primitive.Description>
          )}
          {props.children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The buttons at the end of a dialog, cancel first; they stay in view while its body scrolls. */
export function DialogActions({ children }: { children: React.ReactNode }) {
  return (
    <div className="sticky bottom-0 -mx-5 mt-6 -mb-5 flex flex-col-reverse gap-3 border-t border-line bg-surface px-5 py-4 sm:-mx-6 sm:-mb-6 sm:flex-row sm:justify-end sm:px-6">
      {children}
    </div>
  );
}

/** Wraps a button that only closes the dialog. */
export const DialogClose = Primitive.Close;
