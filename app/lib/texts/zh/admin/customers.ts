import type { adminCustomersEn } from '../../en/admin/customers.ts';
import type { TranslationOf } from '../../en/message-types.ts';

export const adminCustomersZh: TranslationOf<typeof adminCustomersEn> = {
  title: '客户数据',
  intro: '供客户索取其数据或要求清除数据时使用。此处的操作会被记录，但不包含邮箱地址。',
  email: '客户的邮箱地址',
  emailHint: '与订单中的一致，不区分大小写。',
  badEmail: '请输入邮箱地址，例如 name@example.com',
  find: '查找订单',
  none: '没有使用此邮箱的订单',
  noneText: '请检查拼写。已清除的订单无法再查到。',
  found: { other: '{email} 的 {count} 个订单' },
  truncated: '订单过多，未全部列出。请先清除这些订单，再重新查找。',
  download: '下载全部数据',
  column: { order: '订单', placedAt: '下单时间', status: '状态', total: '总额' },
  unsettled: '尚未结清',
  unsettledTitle: '暂时无法清除',
  unsettledText: '有订单的付款、退款或争议尚未结束，在此之前必须保留客户信息。',
  erase: '清除数据',
  eraseTitle: '清除 {email} 的数据？',
  eraseText:
    '将从这些订单中移除姓名、地址和邮箱；订单、金额和库存保留。此操作无法撤销。支付服务中的数据须在那里清除。',
  erased: { other: '已清除 {count} 个订单的数据' },
  more: '还有更多订单。请重新查找并继续清除。',
};
