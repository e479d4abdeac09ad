import { v7, validate as isUuid } from 'uuid';
import { sign, verify, type SigningSecrets } from '../platform/signature.ts';

const YEAR_S = 365 * 24 * 60 * 60;

/** A buyer as its cookie names it. */
export interface Buyer {
  buyerId: string;
  /** Whether an old secret signed the cookie, so that it is to be issued again. */
  isSignedByOldSecret: boolean;
}

/** The cookie that makes a browser a buyer, without any sign-up. */
export interface BuyerCookies {
  /** The buyer of a Cookie header; null when it has no cookie of ours, or one that we did not sign. */
  read(header: string | undefined): Buyer | null;
  /** A Set-Cookie header for a new buyer, or for one whose cookie an old secret signed. */
  issue(buyerId?: string): string;
}

/**
 * @param options.secure whether browsers reach the shop over https: the cookie then has the prefix
 *   `__Host-`, which no subdomain and no connection without TLS can set
 */
export function createBuyerCookies(
  secrets: SigningSecrets,
  { secure }: { secure: boolean },
): BuyerCookies {
  const name = secure ? '__Host-holdfast_buyer' : 'holdfast_buyer';
  const attributes = `Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([^;.]+)\\.([^;]+)`);

  return {
    read(header) {
      const [, buyerId, signature] = pattern.exec(header ?? '') ?? [];
      if (!buyerId || !signature || !isUuid(buyerId)) return null;
      const signedBy = verify(secrets, `buyer:${buyerId}`, signature);
      return signedBy && { buyerId, isSignedByOldSecret: signedBy === 'old' };
    },
    // UUIDv7, so that the index of orders by buyer grows at one end. That the id can be guessed does
    // not matter, since it is signed.
    issue: (buyerId = v7()) =>
      `${name}=${buyerId}.${sign(secrets, `buyer:${buyerId}`)}; ${attributes}`,
  };
}
