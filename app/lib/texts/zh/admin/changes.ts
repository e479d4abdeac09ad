import type { adminChangesEn } from '../../en/admin/changes.ts';
import type { TranslationOf } from '../../en/message-types.ts';

export const adminChangesZh: TranslationOf<typeof adminChangesEn> = {
  field: {
    slug: 'URL 别名',
    name: '名称',
    category: '类别',
    description: '描述',
    images: '图片',
    translations: '翻译',
    purchaseLimit: '每位顾客限购',
    proofOfWork: '机器人检测',
    productSale: '商品',
    variantSale: '规格',
    variantOrder: '规格顺序',
    newVariant: '新规格',
    code: 'SKU',
    options: '选项',
    priceCents: '价格',
    onHand: '实有',
  },
  ofVariant: '{name} {code}',
  fromTo: '{name}：{from} → {to}',
  set: '{name}：{to}',
  changed: '{name}：已更改',
  nothing: '空',
};
