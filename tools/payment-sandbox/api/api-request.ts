/** A request of Stripe's API as it came in. */
export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  body: string;
  authorization: string | null;
  idempotencyKey: string | null;
}
