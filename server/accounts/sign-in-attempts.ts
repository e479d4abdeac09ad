import type { Deps } from '../platform/deps.ts';
import {
  clearAttempts,
  countAttempts,
  deleteEndedAttempts,
  uncountAttempts,
  type AttemptKey,
} from './attempt-store.ts';

const WINDOW_MS = 15 * 60_000;
/** Wrong passwords from one known device, or from one network, for one account. */
const ATTEMPTS_MAX = 10;
/** For one account, from all devices that have not signed in to it before. */
const ACCOUNT_ATTEMPTS_MAX = 100;
/** From one network, which many people may share, for all accounts. */
const NETWORK_ATTEMPTS_MAX = 50;
/** Failures of a window that are written to the audit trail, so that no attacker can fill it. */
const RECORDED_FAILURES_MAX = 200;

/** One attempt to sign in, counted before the password is checked. */
export interface SignInAttempt {
  /** False when it has to be refused unchecked. */
  allowed: boolean;
  /** Whether its failure belongs into the audit trail. */
  isRecorded(): Promise<boolean>;
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt to sign in. Attempts from a device that has signed in to the account before are
 * counted by themselves: others who guess passwords cannot lock its owner out (OWASP, device cookies).
 *
 * @param attempt.device the id of a device that is known for this account
 */
export async function beginSignInAttempt(
  deps: Pick<Deps, 'db' | 'clock'>,
  attempt: { email: string; network: string; device: string | null },
): Promise<SignInAttempt> {
  const { email, network, device } = attempt;
  const own: AttemptKey = device
    ? ['device', email, device]
    : ['account and network', email, network];
  const shared: [AttemptKey, number][] = device
    ? []
    : [
        [['account', email], ACCOUNT_ATTEMPTS_MAX],
        [['network', network], NETWORK_ATTEMPTS_MAX],
      ];
  return await beginAttempt(deps, [[own, ATTEMPTS_MAX], ...shared]);
}

/** Counts an attempt to prove by password who sits at a session. */
export async function beginVerification(
  deps: Pick<Deps, 'db' | 'clock'>,
  sessionId: string,
): Promise<SignInAttempt> {
  return await beginAttempt(deps, [[['session', sessionId], ATTEMPTS_MAX]]);
}

async function beginAttempt(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  limits: [AttemptKey, number][],
): Promise<SignInAttempt> {
  const window = { now: clock.now(), windowMs: WINDOW_MS };
  await deleteEndedAttempts(db, window.now);
  const keys = limits.map(([key]) => key);
  const counts = await countAttempts(db, keys, window);
  const excess = Math.max(...counts.map((count, index) => count - limits[index]![1]));
  return {
    allowed: excess <= 0,
    async isRecorded() {
      // Of the attempts that are refused unchecked only the first is.
      if (excess > 1) return false;
      const [recorded = 0] = await countAttempts(db, [['recorded failures']], window);
      return recorded <= RECORDED_FAILURES_MAX;
    },
    async succeeded() {
      const [own, ...shared] = keys;
      await clearAttempts(db, own!);
      if (shared.length > 0) await uncountAttempts(db, shared);
    },
  };
}
