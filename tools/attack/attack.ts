import type { IncomingHttpHeaders } from 'node:http';

/** A running shop, and what an attacker may have of it. */
export interface Target {
  url: string;
  /** Its origin for browsers. */
  origin: string;
  /** Undefined where the sandbox is not attacked. */
  sandboxUrl?: string;
  /** Has more stock than any attack takes. */
  skuId: string;
  priceCents: number;
  /** Cookie headers. */
  admin: string;
  viewer: string;
  /** Cookies of buyers, each of which an attacker could get by a request without one. */
  buyers: string[];
  /** An order of the first buyer. */
  orderId: string;
  /** False for a shop without pages. */
  pages: boolean;
}

/** One way to harm the shop. */
export interface Attack {
  name: string;
  /** Needs rendered pages. */
  needsPages?: boolean;
  /**
   * Attacks until it is done, or until the signal where it has no end.
   * @returns what the attacker achieved; null: nothing
   */
  run(target: Target, signal: AbortSignal): Promise<string | null>;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
