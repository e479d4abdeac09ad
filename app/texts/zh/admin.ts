import type { adminEn } from '../en/admin.ts';
import type { TranslationOf } from '../message-types.ts';

export const adminZh: TranslationOf<typeof adminEn> = {
  title: '后台管理',
};
