import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type FileLock = {
  /** Whether an earlier holder died without releasing it. */
  takenOver: boolean;
  release(): void;
};

/**
 * Takes a lock that lasts as long as this process: a file with its number. One whose process is gone
 * is taken over.
 *
 * @returns the lock, or the number of the living process that holds it
 */
export function acquireFileLock(file: string): FileLock | number {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${process.pid} ${readProcessStartTime(process.pid) ?? ''}\n`;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let takenOver = false; ; takenOver = true) {
      if (tryLink(draft, file)) {
        return { takenOver, release: () => releaseIfOwned(file, mine) };
      }
      const holder = readHolderPid(file);
      if (holder !== undefined) return holder;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Linking a written file makes the lock appear whole, or not at all if there is one. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolderPid(file: string): number | undefined {
  const [pid, birth] = read(file).trim().split(' ');
  const living = pid ? readProcessStartTime(Number(pid)) : undefined;
  // A number that now belongs to a process born later is not the holder's.
  return living !== undefined && (!birth || living === birth) ? Number(pid) : undefined;
}

function releaseIfOwned(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** When a living process was born, in clock ticks since the machine started; '' if nobody knows. */
function readProcessStartTime(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  // Field 22; the name, field 2, is in parentheses and may hold anything.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  if (fields[0] === 'Z') return undefined;
  return fields[19] ?? '';
}
