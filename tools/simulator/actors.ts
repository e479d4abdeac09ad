import type { ShopperActor, StaffActor } from '#server/platform/actor.ts';
import type { Deps } from '#server/platform/deps.ts';

export const SHOPPER: ShopperActor = { kind: 'shopper', buyerId: null };

/** A member of staff within a new request. */
export function staffActor({ newId, clock }: Deps): StaffActor {
  return {
    kind: 'staff',
    userId: 'staff',
    email: 'staff@shop.example',
    role: 'admin',
    request: {
      actionId: newId(),
      action: 'simulated',
      input: undefined,
      requestedAt: clock.now(),
    },
  };
}
