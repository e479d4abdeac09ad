import type { Context } from './context.ts';
import type { Timer } from '../storage/timer-store.ts';
import { deleteTimer, findDueTimers } from '../storage/timer-store.ts';
import { StripeError } from './stripe-error.ts';
import { settleRefund } from './refunds.ts';
import { findSession } from './sessions.ts';

const batch = 200;

/** Runs a batch of due timers. @returns whether more are due */
export function runDueTimers(context: Context): boolean {
  return context.db.transaction(() => {
    const due = findDueTimers(context.db, context.now(), batch);
    for (const timer of due) {
      runTimer(context, timer);
      deleteTimer(context.db, timer.kind, timer.subject);
    }
    return due.length === batch;
  });
}

function runTimer(context: Context, { kind, subject }: Timer): void {
  try {
    switch (kind) {
      case 'expire-session':
        findSession(context, subject);
        return;
      case 'refund-succeeds':
      case 'refund-fails':
        settleRefund(context, subject, kind === 'refund-succeeds' ? 'succeeded' : 'failed');
    }
  } catch (error) {
    // Already settled by hand.
    if (!(error instanceof StripeError)) throw error;
  }
}
