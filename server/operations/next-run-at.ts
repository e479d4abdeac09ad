import { CronExpressionParser } from 'cron-parser';

/** The next run of a cron expression, in UTC, after a time. */
export function nextRunAt(cron: string, after: Date): Date {
  return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: after }).next().toDate();
}
