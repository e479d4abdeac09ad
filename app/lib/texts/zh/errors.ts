import type { errorsEn } from '../en/errors.ts';
import type { TranslationOf } from '../en/message-types.ts';

export const errorsZh: TranslationOf<typeof errorsEn> = {
  VALIDATION: '请检查您输入的内容，包括看不见的字符。',
  NOT_FOUND: '未找到。它可能属于其他人，或者链接不完整。',
  UNKNOWN_SKU: '购物车中有商品已下架，请删除后继续。',
  OUT_OF_STOCK: '库存不足，请查看购物车后继续。',
  STOCK_RESERVED: '您要买的商品已被未付款的订单预订，可能恢复供应。请查看购物车后继续。',
  PRICE_CHANGED: '价格有变动，请确认新的总价后重新提交订单。',
  TOTAL_NOT_PAYABLE: '单笔付款金额须在 {min} 到 {max} 之间。请调整购物车。',
  TOO_MANY_OPEN_ORDERS: {
    other: '您最多可有 {count} 个未付款订单。请先付款或取消其中一个，再下单。',
  },
  TOO_MANY_UNITS_HELD: {
    other: '未付款订单中同一商品最多 {count} 件。请减少数量，或先付款或取消一个订单。',
  },
  tooManyUnitsInTotal: {
    other: '未付款订单中的商品合计最多 {count} 件。请减少数量，或先付款或取消一个订单。',
  },
  networkHoldsTooMuch:
    '您所在的网络有过多未付款订单。请付款或取消您的未付款订单，几分钟后再试，或换用其他网络。',
  PROOF_OF_WORK_REQUIRED: '您的浏览器未能完成机器人检测。请重试或换用其他浏览器。',
  PURCHASE_LIMIT: {
    other: '购物车中有商品每位顾客最多购买 {count} 件（包括之前的订单）。请减少数量。',
  },
  BUSY: '当前下单人数较多。尚未扣款，请稍后再试。',
  ORDER_ID_REUSED: '您已通过此次结算提交过订单。',
  ORDER_ID_TIME: '您设备的时间不正确。请校准日期和时间后重试。',
  ORDER_NOT_PAYABLE: '此订单已无法付款，详情请查看订单页面。',
  PAYMENT_SERVICE_UNAVAILABLE: '支付服务暂无响应。商品仍为您保留，请稍后再付款。',
  PAYMENT_SESSION_MISSING: '商店需要先核对此订单的付款。商品仍为该订单保留。',
  NO_BUYER: '浏览器阻止了本店的 Cookie。请允许后刷新页面。',
  SIGN_IN_REQUIRED: '请先登录。',
  FORBIDDEN: '您只有查看权限。如需更改，请联系管理员。',
  SECOND_FACTOR_REQUIRED: '正式营业的商店要求管理员启用第二验证，请在账户页面设置。',
  REAUTHENTICATION_REQUIRED: '请确认是您本人后继续。',
  WRONG_PASSWORD: '密码不正确，请检查后重试。',
  WEAK_PASSWORD: '该密码容易被猜到。请至少使用 12 个字符，例如四个随机的词。',
  LAST_ADMIN: '将不再有其他管理员，请先让其他人成为管理员。',
  LAST_SECOND_FACTOR: '正式营业的商店要求管理员有第二验证，请先添加另一个，例如通行密钥。',
  RATE_LIMITED: '操作过于频繁，请一分钟后再试。',
  STOCK_WOULD_GO_NEGATIVE:
    '未完成订单已锁定 {locked} 件，库存不能低于该数量。现有库存 {onHand} 件。',
  RESTOCK_TOO_LARGE: '超过了此订单可退回库存的数量，请减少数量。',
  REFUND_TOO_LARGE: '最多可退款 {refundable}。',
  ORDERS_NOT_SETTLED: '尚未结清：{orders}。请在付款、退款或争议结束后再清除。',
  CONFLICT: '内容已被他人同时修改。请刷新后重试。',
  unexpected: '系统出了点问题，请重试。',
  connection: '无法连接到商店。请检查网络后重试。',
};
