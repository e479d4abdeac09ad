import type { Translate } from '#app/lib/texts/translate.ts';

/** Words a span of ages, such as "5 to 15 minutes". */
export function ageText(
  t: Translate,
  age: { fromMinutes: number; underMinutes: number | null },
): string {
  const { fromMinutes: from, underMinutes: under } = age;
  if (under === null) return t('admin.overview.minutesOrMore', { from });
  if (from === 0) return t('admin.overview.underMinutes', { count: under });
  return t('admin.overview.minutesTo', { from, to: under });
}
