import { checkFinished } from './liveness.ts';
import { checkFinalMoney, checkMoney, groupByOrder } from './money.ts';
import { buildOrderHistories } from './order-history.ts';
import type { ServiceRecords, ShopRecords } from './records.ts';
import type { RequestLogEntry } from './request-log.ts';
import { checkHistories, checkResponse } from './responses.ts';
import { collect, type Violation } from './rules.ts';

/** What is known at the end of a run of real processes. */
export interface RunRecords {
  requests: readonly RequestLogEntry[];
  shop: ShopRecords;
  service: ServiceRecords;
}

/** All checks that need no more than records, once every fault is over and all work is finished. */
export function checkRun({ requests, shop, service }: RunRecords): Violation[] {
  return collect((report) => {
    const adjustmentIds = new Set(shop.adjustments.map(({ adjustmentId }) => adjustmentId));
    const context = {
      findOrder: (orderId: string) => shop.orders.get(orderId),
      hasAdjustment: (adjustmentId: string) => adjustmentIds.has(adjustmentId),
      // Only forged webhooks are logged; genuine ones are sent by the payment service.
      hasEvent: () => false,
    };
    for (const entry of requests) checkResponse(entry, context, report);
    checkHistories(buildOrderHistories(requests), requests, shop.orders, service, report);
    for (const money of groupByOrder(shop.orders, service)) {
      checkMoney(money, report);
      checkFinalMoney(money, report);
    }
    checkFinished(shop, service, report);
  });
}
