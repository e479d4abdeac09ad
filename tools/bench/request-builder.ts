import { newBuyerCookie } from '#server/accounts/buyer.ts';
import type { PlaceOrderInput } from '#server/shared/place-order-input.ts';
import type { LoadTarget } from './load-protocol.ts';
import { newOrder } from './new-order.ts';
import { AUTH_SECRET } from './shop-environment.ts';

/**
 * Calls as a browser sends them, each from a buyer of its own. A procedure that does nothing is sent
 * the same, so that both are compared for what they do.
 */
export class RequestBuilder {
  readonly #call: LoadTarget;
  readonly #ready: string[];

  constructor(call: LoadTarget, prepare: number) {
    this.#call = call;
    // In reverse, since they are taken from the end: ids then come in the order of time.
    const count = call.procedure === 'noop' ? 1 : prepare;
    this.#ready = Array.from({ length: count }, () => this.#build()).toReversed();
  }

  next(): string {
    const request = this.#ready.pop() ?? this.#build();
    // Nothing remembers that it was sent before.
    if (this.#call.procedure === 'noop') this.#ready.push(request);
    return request;
  }

  #build(): string {
    const { procedure, skuId } = this.#call;
    const { buyerId: _, ...order } = newOrder(skuId);
    const body = JSON.stringify(order satisfies PlaceOrderInput);
    const [cookie] = newBuyerCookie(AUTH_SECRET, { secure: false }).split(';');
    return [
      `POST /api/trpc/${procedure} HTTP/1.1`,
      'host: 127.0.0.1',
      'content-type: application/json',
      'accept: */*',
      `cookie: ${cookie}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  }
}
