import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FileLock {
  /** Whether the previous holder ended without releasing it. */
  takenOver: boolean;
  /** May be called twice. */
  release(): void;
}

const SQLITE_BUSY = 5;

/** Node closes a database that is garbage-collected, which would release its lock; hence this reference. */
const held = new Set<DatabaseSync>();

/**
 * Takes a lock without waiting. It is SQLite's lock on a file, so the operating system releases it when
 * this process ends, however it ends; no age or process id has to be judged.
 *
 * @returns the lock, or the process id of its holder (0 in the moment before the holder has written it)
 */
export function acquireFileLock(file: string): FileLock | number {
  mkdirSync(dirname(file), { recursive: true });
  const pidFile = `${file}.pid`;
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    return existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
  }
  const takenOver = existsSync(pidFile);
  writeFileSync(pidFile, String(process.pid));
  held.add(database);
  return {
    takenOver,
    release() {
      if (!database.isOpen) return;
      rmSync(pidFile, { force: true });
      database.close();
      held.delete(database);
    },
  };
}
