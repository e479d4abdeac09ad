// Runs one attack in a process of its own, so that it does not delay the honest shopper's clock.
import { setPriority } from 'node:os';
import type { Target } from './attack.ts';
import { ATTACKS } from './attacks.ts';

/** An attacker has a machine of its own; here it shares the shop's, which must not decide. */
const NICENESS = 15;

export interface AttackOrder {
  name: string;
  target: Target;
  seconds: number;
}

setPriority(NICENESS);
process.on('disconnect', () => process.exit());
process.once('message', ({ name, target, seconds }: AttackOrder) => {
  const attack = ATTACKS.find((each) => each.name === name)!;
  void attack
    .run(target, AbortSignal.timeout(seconds * 1000))
    .catch((error: unknown) => `the attack failed: ${String(error)}`)
    .then((achieved) => process.send!({ achieved }, () => process.exit()));
});
