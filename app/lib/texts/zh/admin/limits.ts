import type { adminLimitsEn } from '../../en/admin/limits.ts';
import type { TranslationOf } from '../../en/message-types.ts';

export const adminLimitsZh: TranslationOf<typeof adminLimitsEn> = {
  title: '被拦截的订单',
  intro: '同一浏览器、电子邮箱或网络的未付款订单或商品过多而被拒绝的订单。记录保留 7 天。',
  empty: '没有被拦截的订单',
  emptyText: '超出限制的订单会显示在这里，包括被拦截者和原因。',
  kind: { buyer: '浏览器', email: '电子邮箱', network: '网络' },
  column: {
    subject: '对象',
    reason: '原因',
    count: '次数',
    firstAt: '首次',
    lastAt: '最近',
    exemptUntil: '豁免至',
  },
  reason: {
    openOrders: '未付款订单过多',
    unitsOfSku: '未付款订单中同一商品数量过多',
    units: '未付款订单中商品总数过多',
    purchaseLimit: '超过每位顾客的限购数量',
  },
  exempt: {
    action: '解除限制',
    title: '要为 {name} 解除限制吗？',
    text: '到期之前，未付款订单的限制不适用于此对象。其他限制仍然有效：订单同时按浏览器、电子邮箱和网络计数。',
    duration: '时长',
    hours: { '1': '1 小时', '24': '1 天', '168': '7 天', '720': '30 天' },
    done: '已解除限制。',
  },
  end: {
    action: '恢复限制',
    title: '要为 {name} 恢复限制吗？',
    text: '在此期间提交的订单不受影响。',
    done: '已恢复限制。',
  },
};
