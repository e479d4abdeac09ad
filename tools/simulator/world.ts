import type { ClientResponses } from './client-responses.ts';
import type { ShopRun } from './machine.ts';
import type { PaymentServiceModel } from './refund-model.ts';
import type { SimulatedQueue } from './simulated-queue.ts';

/** Everything in one run. */
export interface World extends ShopRun, PaymentServiceModel {
  jobs: SimulatedQueue;
  responses: ClientResponses;
}
