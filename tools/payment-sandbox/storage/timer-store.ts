import type { Database } from './database.ts';

/** Actions at a set time. */
export type TimerKind = 'expire-session' | 'refund-succeeds' | 'refund-fails';

export interface Timer {
  kind: TimerKind;
  subject: string;
  due_at: number;
}

/** Sets (or moves) a timer; `dueAt` in milliseconds since the epoch. */
export function setTimer(db: Database, kind: TimerKind, subject: string, dueAt: number): void {
  db.run(
    `INSERT INTO timers (kind, subject, due_at) VALUES (?, ?, ?)
     ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at`,
    kind,
    subject,
    dueAt,
  );
}

export function deleteTimer(db: Database, kind: TimerKind, subject: string): void {
  db.run('DELETE FROM timers WHERE kind = ? AND subject = ?', kind, subject);
}

export function findDueTimers(db: Database, now: number, limit: number): Timer[] {
  return db.all(
    'SELECT kind, subject, due_at FROM timers WHERE due_at <= ? ORDER BY due_at LIMIT ?',
    now,
    limit,
  ) as Timer[];
}

export function findNextTimerTime(db: Database): number | null {
  const row = db.get('SELECT min(due_at) AS next FROM timers') as { next: number | null };
  return row.next;
}
