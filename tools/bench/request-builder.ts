import { createBuyerCookies } from '#server/accounts/buyer.ts';
import type { PlaceOrderInput } from '#server/shared/order-schema.ts';
import type { LoadTarget } from './load-protocol.ts';
import { newOrder } from './new-order.ts';
import { AUTH_SECRET } from './shop-environment.ts';

const buyerCookies = createBuyerCookies([AUTH_SECRET], { secure: false });

/**
 * Builds requests as a proxy sends them, each from a new customer in a network of its own. The noop procedure gets the same request,
 * so that only the work of the procedure differs.
 */
export class RequestBuilder {
  readonly #call: LoadTarget;
  readonly #ready: string[];

  constructor(call: LoadTarget, preparedCount: number) {
    this.#call = call;
    // Taken from the end, so reversed: ids must ascend.
    const count = call.procedure === 'noop' ? 1 : preparedCount;
    this.#ready = Array.from({ length: count }, () => this.#build()).toReversed();
  }

  next(): string {
    const request = this.#ready.pop() ?? this.#build();
    // noop stores nothing, so the request can be sent again.
    if (this.#call.procedure === 'noop') this.#ready.push(request);
    return request;
  }

  #build(): string {
    const { procedure, skuId } = this.#call;
    const { buyerId: _, emailKey: __, clientNetwork, ...order } = newOrder(skuId);
    const body = JSON.stringify(order satisfies PlaceOrderInput);
    const [cookie] = buyerCookies.issue().split(';');
    return [
      `POST /api/trpc/${procedure} HTTP/1.1`,
      'host: 127.0.0.1',
      'content-type: application/json',
      'accept: */*',
      // The shop trusts the loopback peer.
      `x-forwarded-for: ${clientNetwork}1`,
      `cookie: ${cookie}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  }
}
