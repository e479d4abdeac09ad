import { LRUCache } from 'lru-cache';
import type { LogFn, Logger } from 'pino';

const MINUTE_MS = 60_000;
const LINES_PER_MINUTE_MAX = 30;
/** Messages are constants of our code; the limit is for those that are not. */
const MESSAGES_MAX = 500;
/** pino's number of `warn`; lines below it are switched on by a setting. */
const WARN_LEVEL = 40;

interface Count {
  startedAtMs: number;
  lines: number;
}

/**
 * A `logMethod` hook of pino that logs each warning and each error at most 30 times a minute, so that
 * requests cannot fill the disk. The first line after that says how many were left out.
 * @param nowMs a monotonic clock
 */
export function createLogRateLimit(nowMs: () => number = () => performance.now()) {
  const counts = new LRUCache<string, Count>({ max: MESSAGES_MAX });

  return function logMethod(
    this: Logger,
    args: Parameters<LogFn>,
    method: LogFn,
    level: number,
  ): void {
    if (level < WARN_LEVEL) return method.apply(this, args);
    const [first, second] = args as unknown[];
    const message = typeof first === 'string' ? first : second;
    const key = `${level} ${String(message).slice(0, 200)}`;
    const now = nowMs();
    let count = counts.get(key);
    if (!count || now - count.startedAtMs >= MINUTE_MS) {
      const leftOut = count ? count.lines - LINES_PER_MINUTE_MAX : 0;
      if (leftOut > 0) method.call(this, { leftOut, message }, 'lines left out in a minute');
      count = { startedAtMs: now, lines: 0 };
      counts.set(key, count);
    }
    count.lines++;
    if (count.lines <= LINES_PER_MINUTE_MAX) method.apply(this, args);
  };
}
