import type { errorsEn } from '../en/errors.ts';
import type { TranslationOf } from '../en/message-types.ts';

export const errorsZh: TranslationOf<typeof errorsEn> = {
  VALIDATION: '表单中还有内容需要更正，请检查标出的部分。',
  NOT_FOUND: '没有找到。它可能属于其他人，或者链接不完整。',
  UNKNOWN_SKU: '购物车中有商品已下架。请移除后继续。',
  OUT_OF_STOCK: '有人比您快了一步：剩余数量不足。请查看购物车后继续。',
  PRICE_CHANGED: '价格有变动，已显示新的总价。如果同意，请再次下单。',
  TOO_MANY_OPEN_ORDERS: { other: '您有 {count} 个未付款订单。请先付款或取消其中一个，再下单。' },
  TOO_MANY_UNITS_HELD: {
    other: '此商品最多可为您保留 {count} 件待付款。请先付款或取消已有订单。',
  },
  BUSY: '现在下单的人非常多。没有扣款，请稍后再试。',
  ORDER_ID_REUSED: '此次结账已经生成过一个订单。',
  ORDER_ID_TIME: '您设备的时间偏差过大。请校准日期和时间后重试。',
  ORDER_NOT_PAYABLE: '此订单已无法付款，订单页面会说明原因。',
  PAYMENT_SERVICE_UNAVAILABLE: '支付服务暂时没有响应。商品仍为您保留，请稍后再付款。',
  NO_BUYER: '您的浏览器没有保存本店的 Cookie。请允许后重新加载页面。',
  SIGN_IN_REQUIRED: '请先登录再继续。',
  FORBIDDEN: '您的角色只能查看，不能更改。请联系管理员。',
  RATE_LIMITED: '操作过于频繁。请等待一分钟后再试。',
  STOCK_WOULD_GO_NEGATIVE: '这样会少于已承诺给未完成订单的 {locked} 件；现有库存 {onHand} 件。',
  RESTOCK_TOO_LARGE: '超过了此订单可退回货架的数量，请减少数量。',
  REFUND_TOO_LARGE: '超过了可退金额。最多可退 {refundable}。',
  CONFLICT: '有人同时作了更改。请重新加载后再操作。',
  unexpected: '我们这边出了问题。没有丢失任何内容，请重试。',
  connection: '无法连接到商店。请检查网络后重试。',
};
