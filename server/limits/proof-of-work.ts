import { createHmac } from 'node:crypto';
import { createChallenge, verifySolution, type Payload } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { addMs, type Clock } from '../platform/clock.ts';

/** 65,536 hashes on average: about a second of a browser's time, and milliseconds to verify. */
const KEY_PREFIX = '0000';
const VALID_MS = 10 * 60 * 1000;

export interface ProofOfWork {
  /** A signed challenge for one order, as JSON. */
  challenge(orderId: string): Promise<string>;
  /** Whether a proof, JSON of a challenge and its solution, solves one for this order in time. */
  isSolved(orderId: string, proof: string | undefined): Promise<boolean>;
}

/**
 * Proof of work by ALTCHA. A challenge is signed and names its order, so nothing is stored: a solution that
 * is sent again places the same order again, which is no new order.
 */
export function createProofOfWork({
  secret,
  clock,
}: {
  secret: string;
  clock: Clock;
}): ProofOfWork {
  const hmacSignatureSecret = createHmac('sha256', secret).update('proof-of-work').digest('hex');
  return {
    async challenge(orderId) {
      const challenge = await createChallenge({
        algorithm: 'SHA-256',
        cost: 1,
        keyPrefix: KEY_PREFIX,
        data: { orderId },
        expiresAt: addMs(clock.now(), VALID_MS),
        deriveKey,
        hmacSignatureSecret,
      });
      return JSON.stringify(challenge);
    },
    async isSolved(orderId, proof) {
      if (proof === undefined) return false;
      try {
        const { challenge, solution } = JSON.parse(proof) as Payload;
        const { verified } = await verifySolution({
          challenge,
          solution,
          deriveKey,
          hmacSignatureSecret,
        });
        const { data, expiresAt = 0 } = challenge.parameters;
        // The library compares with the machine's clock; here the shop's decides.
        return (
          verified && data?.['orderId'] === orderId && expiresAt * 1000 > clock.now().getTime()
        );
      } catch {
        // No JSON, or of another form: sent by no page of ours.
        return false;
      }
    },
  };
}
