import { CronExpressionParser } from 'cron-parser';

/** When a cron, in UTC as all of ours, runs next after a moment. */
export function nextRunAt(cron: string, after: Date): Date {
  return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: after }).next().toDate();
}
