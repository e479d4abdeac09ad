import { solveChallengeWorkers, type Challenge } from 'altcha-lib';

const WORKERS_MAX = 4;

/**
 * Solves a proof of work in web workers.
 * @param text the challenge, as the shop sent it
 * @returns the proof to send with the order
 * @throws when the browser cannot solve it
 */
export async function solveChallenge(text: string): Promise<string> {
  const challenge = JSON.parse(text) as Challenge;
  const solution = await solveChallengeWorkers({
    challenge,
    concurrency: Math.min(WORKERS_MAX, navigator.hardwareConcurrency || 1),
    createWorker: () => new Worker(new URL('./proof-of-work.worker.ts', import.meta.url)),
  });
  if (!solution) throw new Error('no solution was found in time');
  return JSON.stringify({ challenge, solution });
}
