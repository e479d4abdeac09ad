import { solveChallenge as findSolution, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/sha';

/**
 * Solves a proof of work. The browser hashes outside of the page's thread, so the page stays responsive.
 * @param text the challenge, as the shop sent it
 * @returns the proof to send with the order
 * @throws when the browser cannot solve it
 */
export async function solveChallenge(text: string): Promise<string> {
  const challenge = JSON.parse(text) as Challenge;
  const solution = await findSolution({ challenge, deriveKey });
  if (!solution) throw new Error('no solution was found in time');
  return JSON.stringify({ challenge, solution });
}
